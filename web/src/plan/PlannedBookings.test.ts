import { expect, it, vi } from 'vitest'

import { bookingRow } from '@/bookings/fixtures'

import { dayNumber } from './days'
import { PlannedBookings } from './PlannedBookings'
import { blockOf } from './viewport'

function plan(...rows: Parameters<typeof bookingRow>[0][]) {
  const bookings = new PlannedBookings()
  bookings.put(rows.map(bookingRow))
  return bookings
}
const ids = (bookings: PlannedBookings, room: string) => bookings.room(room).map(({ row }) => row.id)

it('has the bookings of a room by arrival', () => {
  const bookings = plan(
    { id: '2', checkIn: '2026-12-10', checkOut: '2026-12-12' },
    { id: '1' },
    { id: '3', roomId: '102' },
  )
  expect(ids(bookings, '101')).toEqual(['1', '2'])
  expect(ids(bookings, '102')).toEqual(['3'])
  expect(ids(bookings, '103')).toEqual([])
})

it('never goes back to an older version, nor to what was deleted', () => {
  const bookings = plan({ id: '1', version: 2, roomId: '102' })
  bookings.put([bookingRow({ id: '1', version: 1, roomId: '101' })])
  expect(ids(bookings, '102')).toEqual(['1'])

  bookings.remove('1', 3)
  bookings.put([bookingRow({ id: '1', version: 2, roomId: '102' })])
  expect(ids(bookings, '102')).toEqual([])
})

it('tells the room that a booking left and the one that it came to, and no other', () => {
  const bookings = plan({ id: '1' }, { id: '2', roomId: '103' })
  const [left, came, other] = [vi.fn(), vi.fn(), vi.fn()]
  bookings.onRoom('101', left)
  bookings.onRoom('102', came)
  bookings.onRoom('103', other)
  const unchanged = bookings.room('103')

  bookings.put([bookingRow({ id: '1', version: 2, roomId: '102' })])
  expect([left, came, other].map((listener) => listener.mock.calls.length)).toEqual([1, 1, 0])
  expect(bookings.room('103')).toBe(unchanged)
})

it('tells nobody of what it knew', () => {
  const row = bookingRow({ id: '1' })
  const bookings = new PlannedBookings()
  bookings.put([row])
  const listener = vi.fn()
  bookings.onAny(listener)
  bookings.put([row])
  expect(listener).not.toHaveBeenCalled()
})

it('leaves the bars of a room as they are but for the one that changed', () => {
  const bookings = plan({ id: '1' }, { id: '2', checkIn: '2026-12-10', checkOut: '2026-12-12' })
  const [first, second] = bookings.room('101')
  bookings.put([bookingRow({ id: '2', version: 2, checkIn: '2026-12-11', checkOut: '2026-12-12' })])
  const [still, moved] = bookings.room('101')
  expect(still).toBe(first)
  expect(moved).not.toBe(second)
})

it('drops what is gone, unless it has changed meanwhile', () => {
  const gone = bookingRow({ id: '1' })
  const bookings = plan(gone, { id: '2', version: 2, checkIn: '2026-12-10', checkOut: '2026-12-12' })
  bookings.drop([gone, bookingRow({ id: '2', version: 1 })])
  expect(ids(bookings, '101')).toEqual(['2'])
})

it("takes a guest's new name, and keeps it", () => {
  const row = bookingRow({ id: '1' })
  const bookings = new PlannedBookings()
  bookings.put([row])
  bookings.rename({ ...row.guest, version: 2, name: 'Emma Berg' })
  bookings.put([row])
  expect(bookings.room('101')[0]?.row.guest.name).toBe('Emma Berg')
})

it('judges a booking and its guest each by itself', () => {
  const row = bookingRow({ id: '1' })
  const known = { ...row.guest, version: 3, name: 'Emma Berg' }
  const bookings = new PlannedBookings()
  const shown = () => bookings.room('101')[0]?.row
  bookings.put([{ ...row, guest: known }])
  bookings.put([{ ...row, version: 2, notes: 'has a dog' }])
  expect(shown()).toMatchObject({ version: 2, notes: 'has a dog', guest: known })

  const other = { ...row.guest, id: 'o', name: 'Olga Ott' }
  bookings.put([{ ...row, version: 3, guestId: 'o', guest: other }])
  expect(shown()?.guest.name).toBe('Olga Ott')
})

it('knows who is there on a day, where they are shown', () => {
  const bookings = plan({ id: '1' }, { id: '2', checkIn: '2026-12-10', checkOut: '2026-12-12' })
  const there = (date: string) => bookings.on(dayNumber(date)).map(({ row }) => row.id)
  expect(there('2026-12-04')).toEqual(['1'])
  bookings.show('2', { roomId: '101', start: dayNumber('2026-12-04'), end: dayNumber('2026-12-06') })
  expect(there('2026-12-04')).toEqual(['1', '2'])
  expect(there('2026-12-11')).toEqual([])
})

it('knows whose guests are overdue, as the bookings are', () => {
  const bookings = plan({ id: '1' }, { id: '2', checkIn: '2026-12-10', checkOut: '2026-12-12' })
  const overdue = () => bookings.overdue(dayNumber('2026-12-05')).map(({ row }) => row.id)
  expect(overdue()).toEqual(['1'])
  // Not saved yet: whoever reads anew meanwhile must not miss it.
  bookings.show('2', { roomId: '101', start: dayNumber('2026-12-01'), end: dayNumber('2026-12-03') })
  expect(overdue()).toEqual(['1'])
  bookings.put([bookingRow({ id: '1', version: 2, status: 'NO_SHOW' })])
  expect(overdue()).toEqual([])
})

it('shows a booking where it was dropped until the answer is there', () => {
  const bookings = plan({ id: '1' })
  const [start, end] = [dayNumber('2026-12-05'), dayNumber('2026-12-08')]
  bookings.show('1', { roomId: '102', start, end })
  expect(bookings.room('102')).toMatchObject([{ start, end, saving: true }])
  expect(bookings.get('1')).toMatchObject({ roomId: '101' })

  bookings.settle('1')
  expect(ids(bookings, '102')).toEqual([])
  expect(bookings.room('101')).toMatchObject([{ saving: false }])
})

it('shows nobody who called off, and shows them again when they come after all', () => {
  const bookings = plan({ id: '1', status: 'CANCELLED' })
  expect(ids(bookings, '101')).toEqual([])
  bookings.put([bookingRow({ id: '1', version: 2, status: 'CONFIRMED' })])
  expect(ids(bookings, '101')).toEqual(['1'])
})

it('shows what waits to be saved until it is, or is given up, on the version that was read', () => {
  const bookings = plan({ id: '1', version: 3 })
  const waiting = new Map([['1', { roomId: '102', checkOut: '2026-12-30' }]])
  bookings.wait(waiting)
  expect(ids(bookings, '101')).toEqual([])
  expect(bookings.room('102')).toMatchObject([
    { waiting: true, end: dayNumber('2026-12-30'), row: { version: 3 } },
  ])
  expect(bookings.get('1')?.roomId).toBe('102')
  expect(bookings.on(dayNumber('2026-12-30'))).toHaveLength(1)

  bookings.wait(new Map())
  expect(bookings.room('101')).toMatchObject([{ waiting: false }])
})

it('has the same in a room to count by, where a move is shown, too', () => {
  const bookings = plan({ id: '1' }, { id: '2', status: 'CANCELLED' })
  bookings.show('1', { roomId: '102', start: dayNumber('2026-12-10'), end: dayNumber('2026-12-11') })
  expect(bookings.lyingIn('101')).toEqual([])
  expect(bookings.lyingIn('102')).toMatchObject([{ start: dayNumber('2026-12-10'), row: { id: '1' } }])
})

it('knows a day once its block is loaded, and tells so', () => {
  const bookings = plan()
  const listener = vi.fn()
  bookings.onAny(listener)
  const block = blockOf(dayNumber('2026-12-10'))
  expect(bookings.knows(block)).toBe(false)
  bookings.complete(block)
  expect([block - 1, block, block + 27, block + 28].map((day) => bookings.knows(day))).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(listener).toHaveBeenCalledOnce()
})
