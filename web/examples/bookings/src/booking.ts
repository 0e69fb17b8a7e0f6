import { Drafts, type FormNoun, isSameAmount, type Row } from '@frontdesk/client'

import type { BookingRowFragment } from './gql/graphql'
import type { Save } from './queue'

export type Booking = BookingRowFragment

export const FIELDS = ['totalPrice', 'adults', 'notes'] as const
export type Field = (typeof FIELDS)[number]
const labels: Readonly<Record<string, string>> = { totalPrice: 'Price', adults: 'Adults', notes: 'Notes' }
/** Others may change fields that this form does not have: those go by the name that the API gives them. */
export const labelOf = (field: string): string => labels[field] ?? field

/** What a form has to know of a booking. */
export const noun: FormNoun<Field> = { fields: FIELDS, coupled: [], same: { totalPrice: isSameAmount } }

/** What was typed and not saved, when a form is closed. */
export const drafts = new Drafts()

export function rowOf({ version, totalPrice, adults, notes, updatedBy, updatedAt }: Booking): Row<Field> {
  const author = updatedBy ? { name: updatedBy.name, at: updatedAt } : undefined
  return { version, values: { totalPrice, adults, notes }, author }
}

/** The booking as it will be, once what waits of one's own is saved. */
export function withWaiting(booking: Booking, saves: readonly Save[]): Booking {
  const waiting = saves.filter(
    ({ row, state }) => row === booking.id && (state.at === 'waiting' || state.at === 'sending'),
  )
  return Object.assign({}, booking, ...waiting.map(({ body }) => body)) as Booking
}
