import type { BookingPatch, BookingRowFragment } from './gql/graphql'

export type Booking = BookingRowFragment
export const FIELDS = ['totalPrice', 'adults', 'notes'] as const
export type Field = (typeof FIELDS)[number]
export type Patch = Pick<BookingPatch, Field>

const labels: Readonly<Record<string, string>> = { totalPrice: 'Price', adults: 'Adults', notes: 'Notes' }
export const labelOf = (field: string): string => labels[field] ?? field
