import { expect, it } from 'vitest'

import { booking } from './fixtures'
import { neighbour } from './neighbour'

const rooms = [
  [booking('a', '2026-12-01', '2026-12-04'), booking('b', '2026-12-04', '2026-12-06')],
  [],
  [booking('c', '2026-12-01', '2026-12-02'), booking('d', '2026-12-05', '2026-12-09')],
]
const go = (id: string, room: number, direction: Parameters<typeof neighbour>[1]) =>
  neighbour({ id, room }, direction, rooms)?.row.id

it('goes along a room in the order of arrival', () => {
  expect(go('a', 0, 'right')).toBe('b')
  expect(go('b', 0, 'left')).toBe('a')
  expect(go('b', 0, 'right')).toBeUndefined()
})

it('goes to the nearest in time, over rooms that are empty', () => {
  expect(go('b', 0, 'down')).toBe('d')
  expect(go('c', 2, 'up')).toBe('a')
  expect(go('a', 0, 'up')).toBeUndefined()
})
