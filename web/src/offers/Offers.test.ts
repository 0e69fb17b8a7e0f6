import { expect, it } from 'vitest'

import { bookingRow } from '@/bookings/fixtures'

import { offeredPrice } from './offer'
import { Offers } from './Offers'

const rate = (nightlyRate: string, currency = 'EUR') => ({ nightlyRate, currency })
const [double, suite] = [rate('100.00'), rate('150')]
/** Three nights in a double, at a price that somebody agreed on. */
const before = { nights: 3, room: double }
const emma = bookingRow({ id: '1', nights: 3, totalPrice: '280.00' })
const moved = (fields: Partial<typeof emma> = {}) => ({ ...emma, version: 2, roomId: '301', ...fields })

function proposed(now: Partial<typeof emma>, room = suite, from = before) {
  const offers = new Offers()
  const booking = moved(now)
  offers.propose(from, { booking, room })
  const [offer] = offers.waiting
  return offer && offeredPrice(offer, booking, room)
}

it("offers the nights at the room's rate where the rate or the nights are others", () => {
  expect(proposed({})).toBe('450')
  expect(proposed({ nights: 4 }, double)).toBe('400.00')
  expect(proposed({ nights: 4 })).toBe('600')
})

it('offers nothing where the price was agreed for just that', () => {
  expect(proposed({}, double)).toBeUndefined()
  expect(proposed({}, rate('100'))).toBeUndefined()
  expect(proposed({ totalPrice: '450.00' })).toBeUndefined()
})

it('offers nothing that cannot be reckoned', () => {
  expect(proposed({}, rate('0.00'))).toBeUndefined()
  expect(proposed({}, rate('150', 'CHF'))).toBeUndefined()
  expect(new Offers().propose({ nights: 3, room: undefined }, { booking: moved(), room: suite })).toBe(false)
})

it('keeps one offer for each booking until each is decided', () => {
  const offers = new Offers()
  offers.propose(before, { booking: moved(), room: suite })
  offers.propose(before, { booking: moved({ id: '2' }), room: suite })
  offers.propose({ nights: 3, room: suite }, { booking: moved({ version: 3, nights: 5 }), room: suite })
  expect(offers.waiting.map(({ bookingId }) => bookingId).sort()).toEqual(['1', '2'])
  offers.drop('1')
  expect(offers.waiting.map(({ bookingId }) => bookingId)).toEqual(['2'])
})

it('takes an offer back where further moves lead to what the price was agreed for', () => {
  const offers = new Offers()
  offers.propose(before, { booking: moved(), room: suite })
  offers.propose({ nights: 3, room: suite }, { booking: moved({ version: 3, nights: 4 }), room: suite })
  expect(offers.waiting).toHaveLength(1)
  const back = { ...emma, version: 4 }
  expect(offers.propose({ nights: 4, room: suite }, { booking: back, room: double })).toBe(false)
  expect(offers.waiting).toEqual([])
})

it('follows the stay, and ends where somebody sets the price', () => {
  const offers = new Offers()
  offers.propose(before, { booking: moved(), room: suite })
  const [offer] = offers.waiting
  if (!offer) throw new Error('nothing is offered')
  expect(offeredPrice(offer, moved({ nights: 2 }), suite)).toBe('300')
  expect(offeredPrice(offer, moved({ totalPrice: '280' }), suite)).toBe('450')
  expect(offeredPrice(offer, moved({ totalPrice: '290.00' }), suite)).toBeUndefined()
  expect(offeredPrice(offer, moved({ currency: 'CHF' }), rate('150', 'CHF'))).toBeUndefined()
})
