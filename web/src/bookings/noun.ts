import { isSameAmount, type Noun, type Row, type Value, type Values } from '@/editing/model'
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

/** The server couples the same fields, and decides in the end. */
export const bookingNoun: Noun<BookingField> = {
  fields: BOOKING_FIELDS,
  coupled: [
    ['roomId', 'checkIn', 'checkOut', 'status'],
    ['checkIn', 'checkOut', 'totalPrice', 'currency'],
  ],
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

/** The rate for some nights, in whole cents on the way. */
export function priceOf(nightlyRate: string, nights: number): string {
  return ((Math.round(Number(nightlyRate) * 100) * nights) / 100).toFixed(2)
}

const MOVES: Record<BookingStatus, readonly BookingStatus[]> = {
  INQUIRY: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['CHECKED_IN', 'NO_SHOW', 'CANCELLED'],
  CHECKED_IN: ['CHECKED_OUT', 'CONFIRMED'],
  CHECKED_OUT: [],
  CANCELLED: [],
  NO_SHOW: ['CONFIRMED'],
}

/**
 * What a stay may become next. The hotel's day may be another than ours by one: a move that is only too early or too
 * late by a day is offered, and the server decides.
 */
export function movesFrom(status: BookingStatus, checkIn: string, today: string): readonly BookingStatus[] {
  const daysToArrival = (Date.parse(checkIn) - Date.parse(today)) / 86_400_000
  return MOVES[status].filter((move) => {
    if (move === 'CHECKED_IN' || move === 'NO_SHOW') return daysToArrival <= 1
    if (status === 'CHECKED_IN' && move === 'CONFIRMED') return Math.abs(daysToArrival) <= 1
    return true
  })
}

/** What a new booking may begin as. */
export function beginnings(checkIn: string, today: string): readonly BookingStatus[] {
  return checkIn === today ? ['INQUIRY', 'CONFIRMED', 'CHECKED_IN'] : ['INQUIRY', 'CONFIRMED']
}

/** Today, where the reader is. */
export function today(now = new Date()): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
