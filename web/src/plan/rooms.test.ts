import { expect, it } from 'vitest'

import { shownRooms } from './rooms'

const rooms = [
  { name: '10', roomType: 'Suite' },
  { name: 'Barn', roomType: 'House' },
  { name: '2', roomType: 'Suite' },
]
const names = (text: string, type: string | null) => shownRooms(rooms, { text, type }).map(({ name }) => name)

it('has rooms in the order in which people count them', () => {
  expect(names('', null)).toEqual(['2', '10', 'Barn'])
})

it('finds rooms by a part of the name, and by type', () => {
  expect(names(' bA', null)).toEqual(['Barn'])
  expect(names('', 'Suite')).toEqual(['2', '10'])
  expect(names('barn', 'Suite')).toEqual([])
})
