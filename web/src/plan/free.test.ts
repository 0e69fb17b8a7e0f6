import { expect, it } from 'vitest'

import { dayNumber } from './days'
import { booking } from './fixtures'
import { freeRooms } from './free'

const FIRST = dayNumber('2026-12-01')

it('counts the rooms that nobody holds, night by night', () => {
  const rooms = [
    [booking('1', '2026-11-28', '2026-12-03'), booking('2', '2026-12-03', '2026-12-04')],
    [booking('3', '2026-12-02', '2026-12-10', { status: 'CHECKED_IN' })],
    [booking('4', '2026-12-01', '2026-12-05', { status: 'INQUIRY' })],
  ]
  expect(freeRooms(rooms, FIRST, FIRST + 5)).toEqual([2, 1, 1, 2, 2])
})

it('has every room free where nothing is booked, and no day where there is none', () => {
  expect(freeRooms([[], []], FIRST, FIRST + 2)).toEqual([2, 2])
  expect(freeRooms([[]], FIRST, FIRST)).toEqual([])
})
