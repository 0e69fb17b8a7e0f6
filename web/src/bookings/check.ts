import type { I18n } from '@/i18n'

import type { FieldProblem } from '@/editing'

import type { BookingValues } from './noun'

/** What can be told without asking the server. */
export function checkBooking(values: BookingValues, t: I18n['t']): FieldProblem[] {
  const problems: FieldProblem[] = []
  const require = (
    field: 'roomId' | 'guestId' | 'checkIn' | 'checkOut' | 'adults' | 'children' | 'totalPrice',
  ) => {
    if (values[field] === null || values[field] === '')
      problems.push({ field, message: t('editing.required') })
  }
  for (const field of [
    'guestId',
    'checkIn',
    'checkOut',
    'roomId',
    'adults',
    'children',
    'totalPrice',
  ] as const) {
    require(field)
  }
  // Days as the API has them are in the order of their text.
  if (values.checkIn && values.checkOut && values.checkOut <= values.checkIn) {
    problems.push({ field: 'checkOut', message: t('booking.checkOutBefore') })
  }
  return problems
}
