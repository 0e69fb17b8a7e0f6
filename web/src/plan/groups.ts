import { useLocalStorage } from '@mantine/hooks'

import { byName } from '@/i18n/names'

/** The rooms of one type, as they stand on the plan. */
export interface Group<Room> {
  /** Empty where the rooms have none. */
  type: string
  rooms: readonly Room[]
  /** Its rooms are not shown, only how many of them are free. */
  folded: boolean
}

/** By the type's name; last are the rooms that have none. The rooms stay in their order. */
export function groupsOf<Room extends { roomType: string }>(
  rooms: readonly Room[],
  folded: readonly string[],
): Group<Room>[] {
  const byType = new Map<string, Room[]>()
  for (const room of rooms) byType.set(room.roomType, [...(byType.get(room.roomType) ?? []), room])
  return [...byType]
    .map(([type, of]) => ({ type, rooms: of, folded: folded.includes(type) }))
    .sort((a, b) => Number(a.type === '') - Number(b.type === '') || byName(a.type, b.type))
}

/** The rooms that have a line of their own, from the top. */
export function shownIn<Room>(groups: readonly Group<Room>[]): Room[] {
  return groups.flatMap(({ rooms, folded }) => (folded ? [] : rooms))
}

const NONE: string[] = []

/** The types whose rooms this browser does not show. */
export function useFolded() {
  const [folded, setFolded] = useLocalStorage<string[]>({
    key: 'frontdesk-plan-folded',
    defaultValue: NONE,
    getInitialValueInEffect: false,
    deserialize: typesIn,
  })
  const fold = (type: string) =>
    setFolded(folded.includes(type) ? folded.filter((other) => other !== type) : [...folded, type])
  return { folded, fold }
}

/** Whatever else may be kept under the name is none. */
function typesIn(kept: string | undefined): string[] {
  try {
    const types: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(types) ? types.filter((type) => typeof type === 'string') : NONE
  } catch {
    return NONE
  }
}
