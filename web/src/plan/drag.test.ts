import { expect, it } from 'vitest'

import { type Drag, dragBooking, dragEmpty, dragTo, hasMoved, movedAlong, nudge, stayAt } from './drag'
import { booking } from './fixtures'

const emma = booking('1', '1970-01-11', '1970-01-14') // The nights 10, 11 and 12.
const grip = (what: 'move' | 'start' | 'end') => dragBooking(what, emma, { room: 2, night: 11 }, 2)
const nights = ({ to }: Drag) => [to.room, to.start, to.end]

it('moves a stay as a whole, wherever it was gripped', () => {
  expect(nights(dragTo(grip('move'), { room: 4, night: 9 }))).toEqual([4, 8, 11])
})

it('keeps at least one night when an end is dragged past the other', () => {
  expect(nights(dragTo(grip('end'), { room: 5, night: 13 }))).toEqual([2, 10, 15])
  expect(nights(dragTo(grip('end'), { room: 5, night: 1 }))).toEqual([2, 10, 11])
  expect(nights(dragTo(grip('start'), { room: 0, night: 8 }))).toEqual([2, 7, 13])
  expect(nights(dragTo(grip('start'), { room: 0, night: 40 }))).toEqual([2, 12, 13])
})

it('makes nights in both directions, in the room where it began', () => {
  const begun = dragEmpty({ room: 1, night: 20 })
  expect(nights(begun)).toEqual([1, 20, 21])
  expect(nights(dragTo(begun, { room: 3, night: 22 }))).toEqual([1, 20, 23])
  expect(nights(dragTo(begun, { room: 0, night: 18 }))).toEqual([1, 18, 21])
})

it('goes back to where it began', () => {
  const away = dragTo(grip('move'), { room: 3, night: 11 })
  expect(hasMoved(away)).toBe(true)
  expect(hasMoved(dragTo(away, { room: 2, night: 11 }))).toBe(false)
})

it('is nudged by rooms and nights, and not off the plan', () => {
  const right = nudge(grip('move'), 'move', 0, 1, 5)
  expect(nights(right)).toEqual([2, 11, 14])
  expect(nights(nudge(right, 'move', -7, 0, 5))).toEqual([0, 11, 14])
  expect(nights(nudge(right, 'end', 0, -9, 5))).toEqual([2, 11, 12])
})

it('finds no stay below the last room', () => {
  const rooms = [{ id: '101' }]
  expect(stayAt({ room: 0, start: 1, end: 2 }, rooms)).toEqual({ roomId: '101', start: 1, end: 2 })
  expect(stayAt({ room: 1, start: 1, end: 2 }, rooms)).toBeUndefined()
})

it('moves along what is selected: as many nights, and as many rooms where it has a line', () => {
  const rooms = ['101', '102', '103', '104'].map((id) => ({ id }))
  const below = booking('2', '1970-01-12', '1970-01-13', { roomId: '102' })
  const hidden = booking('3', '1970-01-12', '1970-01-13', { roomId: 'folded' })
  const begin = { room: 0, night: 11 }
  const moved = (to: { room: number; night: number }) =>
    movedAlong(dragTo(dragBooking('move', emma, begin, 0, [below, hidden]), to), rooms).map(
      ({ stay }) => stay,
    )
  expect(moved({ room: 1, night: 16 }), 'nobody can tell which room is below one that is not shown').toEqual([
    { roomId: '103', start: 16, end: 17 },
    undefined,
  ])
  expect(moved({ room: 0, night: 16 })).toEqual([
    { roomId: '102', start: 16, end: 17 },
    { roomId: 'folded', start: 16, end: 17 },
  ])
  expect(moved({ room: 3, night: 11 })[0], 'below the last room').toBeUndefined()
})
