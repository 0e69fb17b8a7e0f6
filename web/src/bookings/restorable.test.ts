import { expect, it } from 'vitest'

import type { BookingValues } from './noun'
import { type Facts, notRestorable } from './restorable'

const stay: BookingValues = {
  status: 'CONFIRMED',
  guestId: 'carl',
  roomId: '101',
  checkIn: '2026-12-01',
  checkOut: '2026-12-05',
  adults: 2,
  children: 0,
  totalPrice: '300.00',
  currency: 'EUR',
  notes: '',
}
const facts: Facts = { moves: [], today: '2026-12-03', rooms: undefined, guests: undefined }
const ALL = ['status', 'roomId', 'checkIn', 'checkOut'] as const

it('restores a status only where the server would make that move', () => {
  const now = { ...stay, status: 'CHECKED_OUT' }
  expect(notRestorable(now, stay, ALL, facts)).toMatchObject({ status: 'MOVE' })
  const called = { ...stay, status: 'CANCELLED' }
  expect(notRestorable(called, stay, ALL, { ...facts, moves: ['CONFIRMED'] })).toEqual({})
})

it('leaves the nights of a stay that is over, unless its end is undone with them', () => {
  const now = { ...stay, status: 'CANCELLED' }
  const back = { ...facts, moves: ['CONFIRMED' as const] }
  const over = { roomId: 'OVER', checkIn: 'OVER', checkOut: 'OVER' }
  expect(notRestorable(now, stay, ['roomId', 'checkOut'], back)).toEqual(over)
  expect(notRestorable(now, stay, ALL, back)).toEqual({})
})

it('leaves what a guest in house has had', () => {
  const now = { ...stay, status: 'CHECKED_OUT', checkOut: '2026-12-03' }
  const target = { ...stay, status: 'CHECKED_IN' }
  const undo = { ...facts, moves: ['CHECKED_IN' as const] }
  expect(notRestorable(now, target, ALL, undo)).toEqual({ checkIn: 'IN_HOUSE', roomId: 'IN_HOUSE' })
  const here = { ...stay, status: 'CHECKED_IN' }
  expect(notRestorable(here, { ...here, checkOut: '2026-12-02' }, ALL, facts)).toMatchObject({
    checkOut: 'IN_HOUSE',
  })
})

it('restores no room and no guest that are deleted', () => {
  const known = { ...facts, rooms: new Set(['102']), guests: new Set(['greta']) }
  expect(notRestorable(stay, stay, ALL, known)).toEqual({ roomId: 'UNKNOWN', guestId: 'UNKNOWN' })
})
