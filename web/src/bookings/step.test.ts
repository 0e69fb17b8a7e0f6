import { expect, it } from 'vitest'

import { bookingRow } from './fixtures'
import { isCancellable, stepOf } from './step'

const TODAY = '2026-12-01'
const next = (status: ReturnType<typeof bookingRow>['status'], checkIn: string, checkOut: string) =>
  stepOf(bookingRow({ id: '1', status, checkIn, checkOut }), TODAY)?.to

it('checks in who may come today', () => {
  expect(next('CONFIRMED', '2026-12-01', '2026-12-03')).toBe('CHECKED_IN')
  expect(next('CONFIRMED', '2026-11-28', '2026-12-01'), 'after midnight of the last night').toBe('CHECKED_IN')
  expect(next('CONFIRMED', '2026-12-02', '2026-12-03')).toBeUndefined()
  expect(next('CONFIRMED', '2026-11-28', '2026-11-30')).toBeUndefined()
})

it('checks out who leaves today, or should have left', () => {
  expect(next('CHECKED_IN', '2026-11-28', '2026-12-01')).toBe('CHECKED_OUT')
  expect(next('CHECKED_IN', '2026-11-28', '2026-11-30')).toBe('CHECKED_OUT')
  expect(next('CHECKED_IN', '2026-11-28', '2026-12-02')).toBeUndefined()
})

it('takes back a check-out of today, and confirms an inquiry on any day', () => {
  expect(next('CHECKED_OUT', '2026-11-28', '2026-12-01')).toBe('CHECKED_IN')
  expect(next('CHECKED_OUT', '2026-11-28', '2026-11-30')).toBeUndefined()
  expect(next('INQUIRY', '2027-05-01', '2027-05-03')).toBe('CONFIRMED')
})

it('calls off only who has not come', () => {
  const row = (status: ReturnType<typeof bookingRow>['status']) => bookingRow({ id: '1', status })
  expect(isCancellable(row('INQUIRY'))).toBe(true)
  expect(isCancellable(row('CONFIRMED'))).toBe(true)
  expect(isCancellable(row('CHECKED_IN'))).toBe(false)
  expect(isCancellable(row('CANCELLED'))).toBe(false)
})
