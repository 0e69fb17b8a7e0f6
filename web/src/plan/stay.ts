import type { BookingRowFragment, BookingStatus } from '@/gql/graphql'

import { type DayNumber, dayNumber, isoDate } from './days'

/** A room for the nights from `start` and before `end`. */
export interface Stay {
  roomId: string
  start: DayNumber
  end: DayNumber
}

/** A booking with its nights as numbers. */
export interface PlannedBooking extends Stay {
  readonly row: BookingRowFragment
}

/** The statuses that the plan shows: who called off or never came is on no room's line. */
export const SHOWN: readonly BookingStatus[] = ['INQUIRY', 'CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT']

export function holdsRoom(status: BookingStatus): boolean {
  return status === 'CONFIRMED' || status === 'CHECKED_IN' || status === 'CHECKED_OUT'
}

export function planned(row: BookingRowFragment): PlannedBooking {
  return { row, roomId: row.roomId, start: dayNumber(row.checkIn), end: dayNumber(row.checkOut) }
}

/** Whether both have a night in common: the day of departure is free for the next arrival. */
export function overlaps(a: Pick<Stay, 'start' | 'end'>, b: Pick<Stay, 'start' | 'end'>): boolean {
  return a.start < b.end && b.start < a.end
}

/** Who of `bookings` holds the room of `stay` on any of its nights. `own` is the booking that is to stay there. */
export function blocking(
  stay: Stay,
  bookings: readonly PlannedBooking[],
  own?: BookingRowFragment,
): readonly PlannedBooking[] {
  if (own && !holdsRoom(own.status)) return []
  return bookings.filter(
    (other) =>
      other.row.id !== own?.id &&
      holdsRoom(other.row.status) &&
      other.roomId === stay.roomId &&
      overlaps(other, stay),
  )
}

export function sameStay(a: Stay, b: Stay): boolean {
  return a.roomId === b.roomId && a.start === b.start && a.end === b.end
}

/** What has to be written so that `booking` becomes `stay`: only what differs, so that all else can be merged. */
export function patchTo(booking: PlannedBooking, stay: Stay) {
  return {
    ...(stay.roomId !== booking.roomId && { roomId: stay.roomId }),
    ...(stay.start !== booking.start && { checkIn: isoDate(stay.start) }),
    ...(stay.end !== booking.end && { checkOut: isoDate(stay.end) }),
  }
}

/** Whether the guest should have come on a day that is over, and neither came nor was said to stay away. */
export function isOverdue({ row, start }: PlannedBooking, today: DayNumber): boolean {
  return row.status === 'CONFIRMED' && start < today
}

/** Whether a move puts an arrival or a departure on an earlier day than it had, and that day is over. */
export function movesIntoPast(before: Stay, after: Stay, today: DayNumber): boolean {
  return (after.start < before.start && after.start < today) || (after.end < before.end && after.end < today)
}
