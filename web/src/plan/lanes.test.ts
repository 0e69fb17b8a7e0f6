import { expect, it } from 'vitest'

import { lanesWithin, layOut } from './lanes'

type Nights = [start: number, end: number]
const laid = (stays: Nights[]) => layOut(stays.map(([start, end]) => ({ start, end })))
const lanes = (...stays: Nights[]) => laid(stays).map(({ lane }) => lane)

it('gives stays one after the other the same lane', () => {
  expect(lanes([1, 3], [3, 5], [7, 8])).toEqual([0, 0, 0])
})

it('puts stays with common nights below each other', () => {
  expect(lanes([1, 4], [2, 3], [2, 6])).toEqual([0, 1, 2])
})

it('takes a lane again that has become free', () => {
  expect(lanes([1, 3], [2, 6], [3, 5], [6, 9])).toEqual([0, 1, 0, 0])
})

it('needs no more lanes than what is seen lies in', () => {
  const room = laid([
    [1, 3],
    [2, 6],
    [6, 9],
  ])
  expect(lanesWithin(room, 0, 20)).toBe(2)
  expect(lanesWithin(room, 0, 2), 'the second one begins later').toBe(1)
  expect(lanesWithin(room, 6, 20), 'it is seen leaving').toBe(2)
  expect(lanesWithin(room, 7, 20)).toBe(1)
  expect(lanesWithin([], 7, 20)).toBe(1)
})
