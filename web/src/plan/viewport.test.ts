import { expect, it } from 'vitest'

import { BLOCK_DAYS, blocksOf, dayAt, inView, offsetToShow, xOf } from './viewport'

it('shows what is in view and one step around it', () => {
  expect(inView(1000, 400, 40, 200, 5)).toEqual({ first: 20, end: 40 })
  expect(inView(1039, 400, 40, 200, 5)).toEqual({ first: 20, end: 45 })
})

it('ends where the list ends', () => {
  expect(inView(0, 400, 40, 12, 5)).toEqual({ first: 0, end: 12 })
  expect(inView(7600, 400, 40, 200, 5)).toEqual({ first: 185, end: 200 })
})

it('loads whole blocks that cover the view and its margin', () => {
  const block = 700 * BLOCK_DAYS
  expect(blocksOf({ first: block + 10, end: block + 20 }, 0)).toEqual([block])
  expect(blocksOf({ first: block + 10, end: block + 20 }, 14)).toEqual([
    block - BLOCK_DAYS,
    block,
    block + BLOCK_DAYS,
  ])
})

it('has a day in all of its column, and bars from noon', () => {
  expect(dayAt(200, 100, 40)).toBe(105)
  expect(dayAt(239, 100, 40)).toBe(105)
  expect(dayAt(xOf(105, 100, 40), 100, 40)).toBe(105)
})

it('scrolls no further than it takes', () => {
  expect(offsetToShow({ first: 120, end: 160 }, 100, 200)).toBe(100)
  expect(offsetToShow({ first: 40, end: 80 }, 100, 200)).toBe(40)
  expect(offsetToShow({ first: 320, end: 360 }, 100, 200)).toBe(160)
  expect(offsetToShow({ first: 120, end: 800 }, 100, 200)).toBe(120)
})
