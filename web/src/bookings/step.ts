import type { BookingRowFragment, BookingStatus } from '@/gql/graphql'
import type { PlainKey } from '@/i18n/texts'

/** A status that a booking is given by one click. */
export interface Step {
  to: BookingStatus
  text: PlainKey
}

type Row = Pick<BookingRowFragment, 'status' | 'checkIn' | 'checkOut'>

/** What is done next to a stay on this day, if anything; whether it is allowed, the server decides. */
export function stepOf({ status, checkIn, checkOut }: Row, today: string): Step | undefined {
  switch (status) {
    case 'INQUIRY':
      return { to: 'CONFIRMED', text: 'booking.move.CONFIRMED' }
    case 'CONFIRMED':
      // In the night before the departure somebody may still come.
      return checkIn <= today && today <= checkOut
        ? { to: 'CHECKED_IN', text: 'booking.move.CHECKED_IN' }
        : undefined
    case 'CHECKED_IN':
      return checkOut <= today ? { to: 'CHECKED_OUT', text: 'booking.move.CHECKED_OUT' } : undefined
    case 'CHECKED_OUT':
      return checkOut === today ? { to: 'CHECKED_IN', text: 'booking.undo.CHECKED_OUT' } : undefined
    case 'CANCELLED':
    case 'NO_SHOW':
      return undefined
  }
}

/** Whether it can still be called off. */
export function isCancellable({ status }: Row): boolean {
  return status === 'INQUIRY' || status === 'CONFIRMED'
}
