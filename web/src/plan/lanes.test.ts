import { expect, it } from 'vitest'

import { layOut } from './lanes'

const lanes = (...stays: [number, number][]) =>
  layOut(stays.map(([start, end]) => ({ start, end }))).map(({ lane, lanes }) => `${lane + 1}/${lanes}`)

it('gives stays one after the other the whole height', () => {
  expect(lanes([1, 3], [3, 5], [7, 8])).toEqual(['1/1', '1/1', '1/1'])
})

it('puts stays with common nights side by side', () => {
  expect(lanes([1, 4], [2, 3], [2, 6])).toEqual(['1/3', '2/3', '3/3'])
})

it('takes a lane again that has become free, and the same height for all that hang together', () => {
  expect(lanes([1, 3], [2, 6], [3, 5], [6, 9])).toEqual(['1/2', '2/2', '1/2', '1/1'])
})
