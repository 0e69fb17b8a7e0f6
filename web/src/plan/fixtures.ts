import { bookingRow } from '@/bookings/fixtures'
import type { BookingStatus } from '@/gql/graphql'

import { planned, type PlannedBooking } from './stay'

/** A booking on the plan, for tests. */
export function booking(
  id: string,
  checkIn: string,
  checkOut: string,
  {
    roomId = '101',
    status = 'CONFIRMED',
    version = 1,
  }: { roomId?: string; status?: BookingStatus; version?: number } = {},
): PlannedBooking {
  return planned(bookingRow({ id, checkIn, checkOut, roomId, status, version }))
}
