import type { State } from '@frontdesk/client/queue'
import { expect, it } from 'vitest'

import { type Body, creationsOf, isHeld, patchesOf, rowsOf, type Waiting } from './entry'
import { inputOf } from './requests'

const WAITING: State = { at: 'waiting' }
const REFUSED: State = { at: 'ended', ended: 0, end: { as: 'refused', detail: undefined } }
const SAVED: State = { at: 'ended', ended: 0, end: { as: 'saved', version: 1, detail: undefined } }

function entry(
  place: number,
  row: string,
  body: Partial<Body>,
  state = WAITING,
  needs: string[] = [],
): Waiting {
  const named = { noun: 'Booking', called: row, ...body } as Body
  const rest = { account: 'anna', acceptedAt: 0, mutationId: `m${place}`, base: 0, fields: [] }
  return { ...rest, place, row, body: named, state, needs }
}

it('shows what is to be set as set, and what is to be made as nothing that is there', () => {
  const entries = [
    entry(1, 'a', { patch: { notes: 'x' } }),
    entry(2, 'b', { rows: [{ id: 'b' }, { id: 'c' }] }),
    entry(3, 'd', { rows: [{ id: 'd' }] }, REFUSED),
    entry(4, 'e', { rows: [{ id: 'e' }] }, SAVED),
  ]
  expect([...patchesOf(entries, 'Booking').keys()]).toEqual(['a'])
  expect(creationsOf(entries, 'Booking').map(rowsOf)).toEqual([['d'], ['b', 'c']])
})

it('is held by a choice about its row, or about one that it names', () => {
  const refused = entry(1, 'guest', { noun: 'Guest', rows: [{ id: 'guest' }] }, REFUSED)
  const booking = entry(2, 'b', { rows: [{ id: 'b' }] }, WAITING, ['guest'])
  expect(isHeld(booking, [refused, booking])).toBe(true)
  expect(isHeld(entry(3, 'c', { rows: [{ id: 'c' }] }), [refused, booking])).toBe(false)
})

it('names the writes of several rows after the whole', () => {
  expect(inputOf([{ id: 'a' }], 'm')).toEqual({ id: 'a', mutationId: 'm' })
  expect(inputOf([{ id: 'a' }, { id: 'b' }], 'm')).toEqual([
    { id: 'a', mutationId: 'm' },
    { id: 'b', mutationId: 'm 2' },
  ])
})
