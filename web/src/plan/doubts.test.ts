import { expect, it } from 'vitest'

import { bookingRow } from '@/bookings/fixtures'

import { dayNumber } from './days'
import { doubtsOf } from './doubts'
import { planned } from './stay'

const today = dayNumber('2026-12-01')
const family = planned(bookingRow({ id: '1', adults: 2, children: 1 }))
const rooms = [
  { id: '101', name: '101', capacity: 2 },
  { id: '102', name: '102', capacity: 2 },
  { id: '103', name: '103', capacity: 4 },
]

it('doubts a move into the past', () => {
  const earlier = { ...family, start: family.start - 1, end: family.end - 1 }
  expect(doubtsOf(family, earlier, rooms, today)).toEqual([{ kind: 'past' }])
  expect(doubtsOf(family, earlier, rooms, today - 1)).toEqual([])
})

it('doubts a room that sleeps fewer, and not the one where they are', () => {
  const into = (roomId: string) => doubtsOf(family, { ...family, roomId }, rooms, today)
  expect(into('102')).toEqual([{ kind: 'crowded', room: '102', sleeps: 2, persons: 3 }])
  expect(into('103')).toEqual([])
  expect(into('101')).toEqual([])
})
