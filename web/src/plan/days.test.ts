import { expect, it } from 'vitest'

import { dayNumber, isoDate, isWeekend, monthStart } from './days'

it('goes from a date to its number and back', () => {
  expect(dayNumber('1970-01-02')).toBe(1)
  expect(isoDate(dayNumber('2028-02-29') + 1)).toBe('2028-03-01')
  expect(isoDate(dayNumber('1969-12-31'))).toBe('1969-12-31')
})

it('knows weekends, also before 1970', () => {
  const weekends = ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((d) =>
    isWeekend(dayNumber(d)),
  )
  expect(weekends).toEqual([false, true, true, false])
  expect(isWeekend(dayNumber('1969-12-28'))).toBe(true)
})

it('finds the beginning of months across years', () => {
  const day = dayNumber('2026-12-24')
  expect(isoDate(monthStart(day))).toBe('2026-12-01')
  expect(isoDate(monthStart(day, 1))).toBe('2027-01-01')
  expect(isoDate(monthStart(day, -12))).toBe('2025-12-01')
})
