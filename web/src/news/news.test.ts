import { expect, it, vi } from 'vitest'

import { change } from './fixtures'
import { News } from './news'

const bookingsOf = (news: News) =>
  news.items.map(({ bookings }) => bookings.map((changes) => changes.map(({ version }) => version)))

it('is told newest first, and counts what was not seen', () => {
  const news = new News()
  const told = vi.fn()
  news.changed.on(told)
  news.add(change({ bookingId: 'b1' }), 0)
  news.add(change({ bookingId: 'b2', version: 7 }), 0)
  expect(bookingsOf(news)).toEqual([[[7]], [[2]]])
  expect(news.unseen).toBe(2)
  news.markSeen(news.items[0]?.key)
  expect(news.unseen).toBe(1)
  news.markSeen()
  expect(news.unseen).toBe(0)
  expect(told).toHaveBeenCalledTimes(4)
})

it('takes what one person does to one booking for one piece of news, which is new again', () => {
  const news = new News()
  news.add(change({ version: 2 }), 0)
  news.add(change({ version: 3, bookingId: 'b2' }), 1_000)
  news.markSeen()
  news.add(change({ version: 4 }), 50_000)
  expect(bookingsOf(news)).toEqual([[[2, 4]], [[3]]])
  expect(news.unseen).toBe(1)
  news.add(change({ version: 5, by: 'Ben' }), 51_000)
  expect(bookingsOf(news), 'what Ben does is his').toEqual([[[5]], [[2, 4]], [[3]]])
  news.add(change({ version: 6 }), 200_000)
  expect(bookingsOf(news), 'and much later it is another').toHaveLength(4)
})

it('takes a burst for one piece of news, however long it is', () => {
  const news = new News()
  for (let n = 0; n < 500; n++) news.add(change({ bookingId: `b${n}`, action: 'CREATED' }), n * 10)
  news.add(change({ bookingId: 'b7', version: 3 }), 5_000)
  news.add(change({ bookingId: 'b900', by: 'Ben' }), 5_000)
  expect(news.items.map(({ bookings }) => bookings.length)).toEqual([1, 500])
  expect(news.items[1]?.bookings.at(-1)).toHaveLength(2)
})

it('does not take a morning of work for a burst', () => {
  const news = new News()
  for (let n = 0; n < 60; n++) news.add(change({ bookingId: `b${n}` }), n * 6_000)
  expect(news.items).toHaveLength(50)
  expect(news.items[0]?.bookings[0]?.[0]?.bookingId).toBe('b59')
})
