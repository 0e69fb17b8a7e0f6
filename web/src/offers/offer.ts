import { priceOf } from '@/bookings/nights'
import { isSameAmount } from '@frontdesk/client'
import type { BookingRowFragment, RoomRowFragment } from '@/gql/graphql'

/** What a price was agreed for. */
export interface Basis {
  nights: number
  nightlyRate: string
  currency: string
}

/** A stay was moved and its price was not: another price is offered until somebody decides. */
export interface PriceOffer {
  bookingId: string
  /** The price that it has, and what that was agreed for. */
  price: Pick<BookingRowFragment, 'totalPrice' | 'currency'>
  basis: Basis
}

type Priced = Pick<BookingRowFragment, 'totalPrice' | 'currency'>
/** What a room costs a night. */
export type Rate = Pick<RoomRowFragment, 'nightlyRate' | 'currency'>

/** The offer that a move makes. One that is waiting already stands on what the price was agreed for, moves before. */
export function offerAfter(
  waiting: PriceOffer | undefined,
  before: { nights: number; room: Rate },
  now: BookingRowFragment,
): PriceOffer {
  if (waiting && isSamePrice(waiting.price, now)) return waiting
  const { nightlyRate, currency } = before.room
  const price = { totalPrice: now.totalPrice, currency: now.currency }
  return { bookingId: now.id, price, basis: { nights: before.nights, nightlyRate, currency } }
}

/** The price to offer for a booking as it is now; none where its price may stay. */
export function offeredPrice(
  { price, basis }: PriceOffer,
  booking: Priced & Pick<BookingRowFragment, 'nights'>,
  room: Rate,
): string | undefined {
  // Somebody has set it since.
  if (!isSamePrice(price, booking)) return undefined
  if (room.currency !== booking.currency || Number(room.nightlyRate) === 0) return undefined
  const sameRate = room.currency === basis.currency && isSameAmount(room.nightlyRate, basis.nightlyRate)
  if (sameRate && booking.nights === basis.nights) return undefined
  const offered = priceOf(room.nightlyRate, booking.nights)
  return isSameAmount(offered, booking.totalPrice) ? undefined : offered
}

function isSamePrice(one: Priced, other: Priced): boolean {
  return one.currency === other.currency && isSameAmount(one.totalPrice, other.totalPrice)
}
