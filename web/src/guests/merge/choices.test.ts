import { expect, test } from 'vitest'

import type { GuestRowFragment } from '@/gql/graphql'

import { differing, isDecided, type Pair, patchOf, sidesOf, stillChosen, suggested, valueOf } from './choices'

const guest = (fields: Partial<GuestRowFragment>): GuestRowFragment => ({
  __typename: 'Guest',
  id: 'one',
  version: 1,
  name: 'Greta Nowak',
  email: null,
  phone: null,
  country: 'PL',
  notes: '',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  updatedBy: null,
  ...fields,
})
const pair = (kept: Partial<GuestRowFragment>, removed: Partial<GuestRowFragment>): Pair => ({
  kept: guest(kept),
  removed: guest({ id: 'other', ...removed }),
})

test('what is suggested loses nothing of either', () => {
  const two = pair(
    { phone: '1', notes: 'quiet room' },
    { name: 'G. Nowak', email: 'g@n.example', notes: 'vegan' },
  )
  expect(suggested(two)).toEqual({ name: 'kept', email: 'removed', phone: 'kept', notes: 'both' })
  expect(patchOf(suggested(two), two)).toEqual({ email: 'g@n.example', notes: 'quiet room\n\nvegan' })
})

test('what both have is no choice, and what is chosen of the one who stays is not written', () => {
  const two = pair({ phone: '1' }, { phone: '2' })
  expect(differing(two)).toEqual(['phone'])
  expect(patchOf({ phone: 'kept' }, two)).toEqual({})
  expect(patchOf({ phone: 'removed' }, two)).toEqual({ phone: '2' })
})

test('notes that would be too long together are one or the other', () => {
  const two = pair({ notes: 'a'.repeat(6000) }, { notes: 'b'.repeat(6000) })
  expect(sidesOf('notes', two)).toEqual(['kept', 'removed'])
  expect(valueOf('notes', suggested(two).notes ?? 'both', two)).toBe('a'.repeat(6000))
})

test('what somebody changed meanwhile is to be chosen anew, and all else stays chosen', () => {
  const was = pair({ phone: '1', name: 'Greta' }, { phone: '2' })
  const now = pair({ phone: '1', name: 'Greta', version: 2 }, { phone: '3' })
  const left = stillChosen({ phone: 'removed', name: 'removed' }, was, now)
  expect(left).toEqual({ name: 'removed' })
  expect(isDecided(left, now)).toBe(false)
  expect(isDecided({ ...left, phone: 'kept' }, now)).toBe(true)
})
