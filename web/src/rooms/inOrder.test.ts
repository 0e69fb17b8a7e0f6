import { expect, it } from 'vitest'

import { inOrder } from './inOrder'

const room = (name: string, capacity: number, nightlyRate: string) => ({
  name,
  roomType: '',
  capacity,
  nightlyRate,
})
const ROOMS = [room('10', 2, '99.50'), room('9', 2, '100.00'), room('1', 4, '9.00')]

it('sorts rooms by what they have, and those that have the same by their names', () => {
  const names = (by: 'name' | 'capacity' | 'nightlyRate', descending = false) =>
    inOrder(ROOMS, { by, descending }).map(({ name }) => name)
  expect(names('name')).toEqual(['1', '9', '10'])
  expect(names('name', true)).toEqual(['10', '9', '1'])
  expect(names('nightlyRate')).toEqual(['1', '10', '9'])
  expect(names('capacity')).toEqual(['9', '10', '1'])
  expect(names('capacity', true)).toEqual(['1', '9', '10'])
})
