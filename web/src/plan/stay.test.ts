import { expect, it } from 'vitest'

import { dayNumber } from './days'
import { booking } from './fixtures'
import { blocking, isOverdue, movesIntoPast, patchTo } from './stay'

const stay = (start: string, end: string, roomId = '101') => ({
  roomId,
  start: dayNumber(start),
  end: dayNumber(end),
})
const emma = booking('1', '2026-12-01', '2026-12-04')

it('names who holds the room on one of the nights', () => {
  expect(blocking(stay('2026-12-03', '2026-12-05'), [emma])).toEqual([emma])
  expect(blocking(stay('2026-11-20', '2026-12-31'), [emma])).toEqual([emma])
})

it('leaves the day of departure to the next arrival', () => {
  expect(blocking(stay('2026-12-04', '2026-12-06'), [emma])).toEqual([])
  expect(blocking(stay('2026-11-28', '2026-12-01'), [emma])).toEqual([])
})

it('is not blocked by another room, by itself, or by who holds no room', () => {
  const inquiry = booking('2', '2026-12-01', '2026-12-04', { status: 'INQUIRY' })
  const nights = stay('2026-12-01', '2026-12-04')
  expect(blocking({ ...nights, roomId: '102' }, [emma])).toEqual([])
  expect(blocking(nights, [emma, inquiry], emma.row)).toEqual([])
  expect(blocking(nights, [emma], inquiry.row)).toEqual([])
})

it('writes only what differs', () => {
  expect(patchTo(emma, stay('2026-12-01', '2026-12-06'))).toEqual({ checkOut: '2026-12-06' })
  expect(patchTo(emma, stay('2026-12-02', '2026-12-05', '102'))).toEqual({
    roomId: '102',
    checkIn: '2026-12-02',
    checkOut: '2026-12-05',
  })
  expect(patchTo(emma, emma)).toEqual({})
})

it('waits for a guest until the end of the day of arrival, and then says so', () => {
  expect(isOverdue(emma, dayNumber('2026-12-01'))).toBe(false)
  expect(isOverdue(emma, dayNumber('2026-12-02'))).toBe(true)
  expect(isOverdue(emma, dayNumber('2027-03-01'))).toBe(true)
})

it('waits for no guest who came, stays away or only asked', () => {
  for (const status of ['INQUIRY', 'CHECKED_IN', 'CHECKED_OUT', 'CANCELLED', 'NO_SHOW'] as const) {
    const other = booking('2', '2026-12-01', '2026-12-04', { status })
    expect(isOverdue(other, dayNumber('2026-12-02')), status).toBe(false)
  }
})

it('knows a move into the past from one within it', () => {
  const today = dayNumber('2026-12-02')
  const intoPast = (start: string, end: string, roomId?: string) =>
    movesIntoPast(emma, stay(start, end, roomId), today)
  expect(intoPast('2026-12-02', '2026-12-05')).toBe(false)
  expect(intoPast('2026-12-01', '2026-12-04', '102')).toBe(false)
  expect(intoPast('2026-12-01', '2026-12-02')).toBe(false)
  expect(intoPast('2026-11-30', '2026-12-03')).toBe(true)
  expect(intoPast('2026-12-01', '2026-12-01')).toBe(true)
})
