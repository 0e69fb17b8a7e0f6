import type { FieldProblem } from '@/editing'

import type { BookingValues } from './noun'

const REQUIRED = ['guestId', 'checkIn', 'checkOut', 'roomId', 'adults', 'children', 'totalPrice'] as const

/** What can be told without asking the server. */
export function checkBooking(values: BookingValues): FieldProblem[] {
  const problems: FieldProblem[] = REQUIRED.filter(
    (field) => values[field] === null || values[field] === '',
  ).map((field) => ({ field, rule: 'REQUIRED' }))
  // Days as the API has them are in the order of their text.
  if (values.checkIn && values.checkOut && values.checkOut <= values.checkIn) {
    problems.push({ field: 'checkOut', rule: 'ORDER' })
  }
  return problems
}
