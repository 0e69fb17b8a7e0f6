import { expect, it } from 'vitest'

import { nextSort, readSort } from './sorting'

const NAMES = ['guest', 'price'] as const

it('reads what a list is sorted by, and nothing else', () => {
  expect(readSort('price', NAMES)).toEqual({ by: 'price', descending: false })
  expect(readSort('-guest', NAMES)).toEqual({ by: 'guest', descending: true })
  for (const text of ['', '-', '--price', 'Price', 'room', 'price ']) {
    expect(readSort(text, NAMES), text).toBeUndefined()
  }
})

it('turns a column that is sorted already', () => {
  expect(nextSort(undefined, 'price')).toBe('price')
  expect(nextSort({ by: 'price', descending: false }, 'price')).toBe('-price')
  expect(nextSort({ by: 'price', descending: true }, 'price')).toBe('price')
  expect(nextSort({ by: 'guest', descending: false }, 'price')).toBe('price')
})
