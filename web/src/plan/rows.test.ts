import { expect, it } from 'vitest'

import { DENSITIES } from './density'
import { groupsOf, shownIn } from './groups'
import { GROUP_HEIGHT, placeAt, placesIn, rowAt, stack } from './rows'

const room = (name: string, roomType: string) => ({ name, roomType })
const HOUSE = [room('101', 'Twin'), room('102', 'Double'), room('103', ''), room('104', 'Double')]

it('groups the rooms by type, and puts those without one last', () => {
  const groups = groupsOf(HOUSE, ['Twin'])
  expect(groups.map(({ type, folded }) => [type, folded])).toEqual([
    ['Double', false],
    ['Twin', true],
    ['', false],
  ])
  expect(shownIn(groups).map(({ name }) => name)).toEqual(['102', '104', '103'])
})

/** Doubles 102 and 104, of which 104 needs two lanes; the folded twins; then 103. */
const rows = stack(groupsOf(HOUSE, ['Twin']), [1, 2, 1], DENSITIES.roomy)

it('stacks each room below the one before, as high as its lanes need', () => {
  expect(rows.rooms).toEqual([
    { top: GROUP_HEIGHT, height: 44 },
    { top: GROUP_HEIGHT + 44, height: 84 },
    { top: 3 * GROUP_HEIGHT + 128, height: 44 },
  ])
  expect(rows.groups.map(({ top }) => top)).toEqual([0, GROUP_HEIGHT + 128, 2 * GROUP_HEIGHT + 128])
  expect(rows.height).toBe(3 * GROUP_HEIGHT + 172)
})

it('makes the line of a type as high as a finger is wide', () => {
  const { rooms, groups } = stack(groupsOf(HOUSE, ['Twin']), [1, 2, 1], DENSITIES.roomy, 44)
  expect(groups.map(({ top, height }) => [top, height])).toEqual([
    [0, 44],
    [172, 44],
    [216, 44],
  ])
  expect(rooms.map(({ top }) => top)).toEqual([44, 88, 260])
})

it('finds the room at any height, and none outside', () => {
  rows.rooms.forEach(({ top, height }, place) => {
    expect([placeAt(rows, top), placeAt(rows, top + height - 1)]).toEqual([place, place])
  })
  expect(placeAt(rows, -1)).toBe(-1)
  expect(placeAt(rows, rows.height)).toBe(3)
  expect(placeAt(rows, 0), 'the line of a type leads to its first room').toBe(0)
  expect(placeAt(rows, GROUP_HEIGHT + 129), 'or to the nearer one, also across a folded one').toBe(1)
  expect(placeAt(rows, 3 * GROUP_HEIGHT + 127)).toBe(2)
  expect(rowAt(rows, -1).top).toBeLessThan(0)
  expect(rowAt(rows, 3).top).toBe(rows.height)
})

it('finds the rooms that reach into a part of the plan', () => {
  expect(placesIn(rows, { first: -100, end: 10_000 })).toEqual({ first: 0, end: 3 })
  const second = rowAt(rows, 1)
  expect(placesIn(rows, { first: second.top + 80, end: second.top + 82 })).toEqual({ first: 1, end: 2 })
  expect(placesIn(stack([], [], DENSITIES.dense), { first: 0, end: 100 })).toEqual({ first: 0, end: 0 })
})
