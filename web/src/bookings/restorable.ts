import type { ByField, Values } from '@/editing'
import type { BookingStatus, InvalidRule } from '@/gql/graphql'

import type { BookingField, BookingValues } from './noun'

/** What restoring depends on beyond the booking itself. */
export interface Facts {
  /** What its status can become now. */
  moves: readonly BookingStatus[]
  today: string
  /** None before they are read: then nothing is said of them. */
  rooms: ReadonlySet<string> | undefined
  guests: ReadonlySet<string> | undefined
}

/**
 * Which fields of an older version can't be had back, and the rule that is in the way: the server's own, told before
 * it is asked. `wanted` are the fields that are to be restored together.
 */
export function notRestorable(
  now: BookingValues,
  target: BookingValues,
  wanted: readonly BookingField[],
  { moves, today, rooms, guests }: Facts,
): ByField<InvalidRule> {
  const refused: Partial<Record<BookingField, InvalidRule>> = {}
  const canMove = moves.includes(target.status as BookingStatus)
  if (target.status !== now.status && !canMove) refused.status = 'MOVE'
  const status = canMove && wanted.includes('status') ? target.status : now.status

  if (now.status === 'CHECKED_IN' || status === 'CHECKED_IN') {
    const wasHere = now.status === 'CHECKED_IN' || now.status === 'CHECKED_OUT'
    if (wasHere) refused.checkIn = 'IN_HOUSE'
    if (wasHere && isBefore(now.checkIn, today)) refused.roomId = 'IN_HOUSE'
    if (wasHere && isBefore(target.checkOut, today)) refused.checkOut = 'IN_HOUSE'
  } else if (status === now.status && OVER.includes(now.status)) {
    refused.roomId = refused.checkIn = refused.checkOut = 'OVER'
  }
  if (rooms && !rooms.has(String(target.roomId))) refused.roomId = 'UNKNOWN'
  if (guests && !guests.has(String(target.guestId))) refused.guestId = 'UNKNOWN'
  return refused
}

const OVER: readonly Values<string>[string][] = ['CHECKED_OUT', 'CANCELLED', 'NO_SHOW']

/** Days as the API has them are in the order of their text. */
function isBefore(day: BookingValues['checkIn'], other: string): boolean {
  return String(day) < other
}
