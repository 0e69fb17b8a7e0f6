import { expect, it } from 'vitest'

import { backOff } from './backOff.js'

it('waits longer each time, up to ten seconds', () => {
  const longest = Array.from({ length: 8 }, (_, retries) => backOff(retries, () => 1))
  expect(longest).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})

it('never waits less than half of that', () => {
  expect(backOff(3, () => 0)).toBe(1000)
  expect(backOff(1_000_000, () => 0)).toBe(5000)
})
