import { expect, it } from 'vitest'

import { hiding, referenceIn } from './hidden'

it('knows a number of a booking however it is typed', () => {
  for (const text of ['B-1002', ' b-1002 ', 'b1002', '1002']) expect(referenceIn(text), text).toBe('B-1002')
  for (const text of ['', null, undefined, '101', 'B-', 'B-1002 Weber', '+49 30 1002']) {
    expect(referenceIn(text)).toBeUndefined()
  }
})

it('tells the filters that a booking does not pass, and no other', () => {
  const stay = { status: 'CONFIRMED', checkIn: '2026-12-01', checkOut: '2026-12-05' } as const
  expect(hiding(stay, { from: '2026-12-04', to: '2026-12-02', statuses: ['CONFIRMED'] })).toEqual([])
  expect(hiding(stay, { from: '2026-12-05' })).toEqual(['from'])
  expect(hiding(stay, { to: '2026-12-01' })).toEqual(['to'])
  expect(hiding(stay, { statuses: ['CONFIRMED'], checkInBy: '2026-11-30' }, 'arriving')).toEqual(['show'])
  expect(hiding(stay, { statuses: ['CONFIRMED'], checkInBy: '2026-12-01' }, 'arriving')).toEqual([])
  expect(hiding(stay, { statuses: ['CHECKED_IN'] }, 'in-house')).toEqual(['show'])
  expect(hiding(stay, { statuses: ['INQUIRY'], from: '2027-01-01' })).toEqual(['statuses', 'from'])
})
