import type { BookingRowFragment } from '@/gql/graphql'

import { offerAfter, offeredPrice, type PriceOffer, type Rate } from './offer'

/** The offers that wait for a decision, one for each booking: they outlive the screen that they were made on. */
export class Offers {
  #waiting: readonly PriceOffer[] = []
  readonly #listeners = new Set<() => void>()

  get waiting(): readonly PriceOffer[] {
    return this.#waiting
  }

  /** After a move from `before` to `now`: answers whether there is another price to offer. */
  propose(
    before: { nights: number; room: Rate | undefined },
    now: { booking: BookingRowFragment; room: Rate | undefined },
  ): boolean {
    if (!before.room || !now.room) return false
    const { id } = now.booking
    const waiting = this.#waiting.find(({ bookingId }) => bookingId === id)
    const offer = offerAfter(waiting, { nights: before.nights, room: before.room }, now.booking)
    const isOffer = offeredPrice(offer, now.booking, now.room) !== undefined
    this.#set([...this.#others(id), ...(isOffer ? [offer] : [])])
    return isOffer
  }

  /** It is decided, or there is nothing to decide any more. */
  drop(bookingId: string): void {
    if (this.#waiting.some((offer) => offer.bookingId === bookingId)) this.#set(this.#others(bookingId))
  }

  clear(): void {
    this.#set([])
  }

  onAny(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #others(bookingId: string): readonly PriceOffer[] {
    return this.#waiting.filter((offer) => offer.bookingId !== bookingId)
  }

  #set(waiting: readonly PriceOffer[]): void {
    this.#waiting = waiting
    this.#listeners.forEach((listener) => listener())
  }
}
