import { byName, finds } from '@/i18n/names'

export interface RoomFilter {
  text: string
  type: string | null
}

interface Room {
  name: string
  roomType: string
}

/** The rooms that pass the filter, as they stand on the plan. */
export function shownRooms<T extends Room>(rooms: readonly T[], { text, type }: RoomFilter): T[] {
  return rooms
    .filter(({ name, roomType }) => finds(text, name) && (!type || roomType === type))
    .sort((a, b) => byName(a.name, b.name))
}
