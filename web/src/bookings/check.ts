import { type FieldProblem, missing } from '@/editing'

import type { BookingField, BookingValues } from './noun'

const REQUIRED: readonly BookingField[] = [
  'guestId',
  'checkIn',
  'checkOut',
  'roomId',
  'adults',
  'children',
  'totalPrice',
  'currency',
]

/** What can be told without asking the server. */
export function checkBooking(values: BookingValues): FieldProblem[] {
  const problems = missing(values, REQUIRED)
  if (endsTooEarly(values)) problems.push({ field: 'checkOut', rule: 'ORDER' })
  return problems
}

/** Whether the departure is not after the arrival. Days as the API has them are in the order of their text. */
export function endsTooEarly({ checkIn, checkOut }: Pick<BookingValues, 'checkIn' | 'checkOut'>): boolean {
  return Boolean(checkIn && checkOut && checkOut <= checkIn)
}
