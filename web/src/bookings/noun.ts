import { isSameAmount, type Noun, type Row, type Value, type Values } from '@/editing/model'
import { coupled } from '@/gql/coupled'
import type { BookingRowFragment, BookingStatus } from '@/gql/graphql'

export const BOOKING_FIELDS = [
  'status',
  'guestId',
  'checkIn',
  'checkOut',
  'roomId',
  'adults',
  'children',
  'totalPrice',
  'currency',
  'notes',
] as const
export type BookingField = (typeof BOOKING_FIELDS)[number]
export type BookingValues = Values<BookingField>

export const bookingNoun: Noun<BookingField> = {
  fields: BOOKING_FIELDS,
  coupled: coupled.BookingPatch,
  same: { totalPrice: isSameAmount },
}

/** Under which name what is typed into its form is kept. */
export const draftOfBooking = (id: string) => `booking:${id}`

export function rowOfBooking(booking: BookingRowFragment): Row<BookingField> {
  const { roomId, guestId, checkIn, checkOut, adults, children, status, totalPrice, currency, notes } =
    booking
  return {
    version: booking.version,
    values: { roomId, guestId, checkIn, checkOut, adults, children, status, totalPrice, currency, notes },
    author: booking.updatedBy ? { name: booking.updatedBy.name, at: booking.updatedAt } : undefined,
  }
}

/** Nights between two days as the API has them. */
export function nightsBetween(checkIn: Value, checkOut: Value): number {
  const nights = (Date.parse(String(checkOut)) - Date.parse(String(checkIn))) / 86_400_000
  return Number.isFinite(nights) ? Math.max(0, nights) : 0
}

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The rate for some nights, in as many decimals: exactly, whatever the currency counts in. */
export function priceOf(nightlyRate: string, nights: number): string {
  const [whole = '', fraction = ''] = nightlyRate.split('.')
  const digits = String(BigInt(whole + fraction) * BigInt(nights)).padStart(fraction.length + 1, '0')
  const point = digits.length - fraction.length
  return fraction === '' ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
}

/** What a new booking may begin as: who comes after midnight is in house since yesterday. */
export function beginnings(checkIn: string, today: string): readonly BookingStatus[] {
  const isHere = checkIn === today || nightsBetween(checkIn, today) === 1
  return isHere ? ['INQUIRY', 'CONFIRMED', 'CHECKED_IN'] : ['INQUIRY', 'CONFIRMED']
}
