import type { RoomRowFragment } from '@/gql/graphql'

import { type Crowding, crowding } from '@/rooms/crowding'

import type { DayNumber } from './days'
import { movesIntoPast, type PlannedBooking, type Stay } from './stay'

/** What may be wrong with a move that is allowed. */
export type Doubt = { kind: 'past' } | ({ kind: 'crowded' } & Crowding)

export function doubtsOf(
  booking: PlannedBooking,
  stay: Stay,
  rooms: readonly Pick<RoomRowFragment, 'id' | 'name' | 'capacity'>[],
  today: DayNumber,
): Doubt[] {
  const doubts: Doubt[] = []
  if (movesIntoPast(booking, stay, today)) doubts.push({ kind: 'past' })
  const room = rooms.find(({ id }) => id === stay.roomId)
  const crowd = crowding(room, booking.row.adults + booking.row.children)
  // Who is crowded already was asked about before.
  if (crowd && stay.roomId !== booking.roomId) doubts.push({ kind: 'crowded', ...crowd })
  return doubts
}
