import { expect, it } from 'vitest'

import { between } from './between'
import { booking } from './fixtures'

const ROOMS = [
  [booking('1', '2026-12-01', '2026-12-03'), booking('2', '2026-12-05', '2026-12-07')],
  [booking('3', '2026-12-02', '2026-12-06'), booking('4', '2026-12-20', '2026-12-22')],
  [],
  [booking('5', '2026-12-08', '2026-12-09')],
]

it('takes all between two bars, in whichever order they are clicked', () => {
  expect(between('1', '2', ROOMS)).toEqual(['1', '2'])
  expect(between('2', '3', ROOMS), 'the first one ends among them').toEqual(['1', '2', '3'])
  expect(between('3', '1', ROOMS)).toEqual(['1', '2', '3'])
  expect(between('4', '5', ROOMS)).toEqual(['4', '5'])
  expect(between('1', '5', ROOMS)).toEqual(['1', '2', '3', '5'])
})

it('takes only the clicked one where the other is not shown', () => {
  expect(between('gone', '3', ROOMS)).toEqual(['3'])
})
