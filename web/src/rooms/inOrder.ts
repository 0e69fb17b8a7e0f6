import type { RoomRowFragment } from '@/gql/graphql'
import { byName } from '@/i18n/names'
import type { Sort } from '@/lists/sorting'

export const ROOM_ORDERS = ['name', 'roomType', 'capacity', 'nightlyRate'] as const
type RoomOrder = (typeof ROOM_ORDERS)[number]

type Sorted = Pick<RoomRowFragment, RoomOrder>

const COMPARED: Readonly<Record<RoomOrder, (a: Sorted, b: Sorted) => number>> = {
  name: (a, b) => byName(a.name, b.name),
  roomType: (a, b) => byName(a.roomType, b.roomType),
  capacity: (a, b) => a.capacity - b.capacity,
  // Near enough for an order: nothing is calculated with them.
  nightlyRate: (a, b) => Number(a.nightlyRate) - Number(b.nightlyRate),
}

/** Those of which the order says nothing come by their names. */
export function inOrder<Room extends Sorted>(
  rooms: readonly Room[],
  { by, descending }: Sort<RoomOrder>,
): Room[] {
  const compare = COMPARED[by]
  return [...rooms].sort((a, b) => (descending ? -compare(a, b) : compare(a, b)) || byName(a.name, b.name))
}
