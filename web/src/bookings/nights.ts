import type { Value } from '@frontdesk/client'
import type { BookingStatus } from '@/gql/graphql'

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

/** Whether the departure is not after the arrival. Days as the API has them are in the order of their text. */
export function endsTooEarly({ checkIn, checkOut }: { checkIn: Value; checkOut: Value }): boolean {
  return Boolean(checkIn && checkOut && checkOut <= checkIn)
}
