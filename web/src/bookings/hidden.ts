import type { BookingFilter, BookingRowFragment } from '@/gql/graphql'

import type { Chip } from './listing'

/** The booking's number that is searched for: `B-1002`, also where only its digits were typed. */
export function referenceIn(text: string | null | undefined): string | undefined {
  const number = /^(?:b-?)?(\d{4,})$/i.exec(text?.trim() ?? '')?.[1]
  return number && `B-${number}`
}

export type Hiding = 'statuses' | 'from' | 'to' | 'show'

/** Which filters a booking does not pass; a chip is one, whatever it is made of. */
export function hiding(
  { status, checkIn, checkOut }: Pick<BookingRowFragment, 'status' | 'checkIn' | 'checkOut'>,
  { statuses, from, to, checkInBy, checkOutBy }: BookingFilter,
  chip?: Chip,
): Hiding[] {
  const names: Hiding[] = []
  if (statuses && !statuses.includes(status)) names.push('statuses')
  // Days as the API has them are in the order of their text.
  if (from && checkOut <= from) names.push('from')
  if (to && checkIn >= to) names.push('to')
  const isLater = (checkInBy && checkIn > checkInBy) || (checkOutBy && checkOut > checkOutBy)
  if (chip) return names.length > 0 || isLater ? ['show'] : []
  return names
}
