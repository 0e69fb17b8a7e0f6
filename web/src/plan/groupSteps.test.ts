import { expect, it } from 'vitest'

import { booking } from './fixtures'
import { groupSteps } from './groupSteps'

const TODAY = '2026-12-04'
const rows = {
  asks: booking('1', '2026-12-05', '2026-12-07', { status: 'INQUIRY' }).row,
  comes: booking('2', '2026-12-04', '2026-12-07').row,
  later: booking('3', '2026-12-05', '2026-12-07').row,
  inHouse: booking('4', '2026-12-02', '2026-12-07', { status: 'CHECKED_IN' }).row,
  left: booking('5', '2026-12-02', '2026-12-04', { status: 'CHECKED_OUT' }).row,
}
const steps = (...names: (keyof typeof rows)[]) =>
  groupSteps(
    names.map((name) => rows[name]),
    TODAY,
  )

it('offers what can be done to each of them', () => {
  expect(steps('asks')).toEqual(['CONFIRMED', 'CANCELLED'])
  expect(steps('comes')).toEqual(['CHECKED_IN', 'CANCELLED'])
  expect(steps('inHouse')).toEqual(['CHECKED_OUT'])
})

it('offers nothing that cannot be done to all', () => {
  expect(steps('comes', 'later')).toEqual(['CANCELLED'])
  expect(steps('asks', 'comes')).toEqual(['CANCELLED'])
  expect(steps('comes', 'inHouse')).toEqual([])
  expect(steps('left')).toEqual([])
  expect(steps()).toEqual([])
})
