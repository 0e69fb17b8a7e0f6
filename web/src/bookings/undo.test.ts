import { type Executor, requestOf } from '@frontdesk/client'
import { expect, it, vi } from 'vitest'

import { inverseOf, updated, whole } from '@/nouns/undo/own'
import { collided, sendInverse } from '@/nouns/undo/send'

import { bookingRow } from './fixtures'
import { bookingNoun } from './noun'

const before = bookingRow({ id: 'b', version: 4, totalPrice: '300.00', notes: 'late' })
const after = { ...before, version: 7, totalPrice: '120.00' }
const priced = updated(bookingNoun, { totalPrice: '120', notes: 'late' }, before, after)

/** What is sent, where the server answers like this. */
async function sent(own: typeof priced, answer: object) {
  const execute = vi.fn<(document: unknown, variables: unknown) => Promise<object>>()
  execute.mockResolvedValue({ written: answer })
  const inverse = inverseOf(own)
  if (!inverse) throw new Error('nothing undoes it')
  const end = await sendInverse({ execute } as unknown as Executor, own, inverse)
  const { input } = execute.mock.calls[0]?.[1] as { input: Record<string, unknown> }
  return { input, end }
}
const saved = { __typename: 'BookingSaved', mergedFields: ['notes'], row: { ...before, version: 9 } }

it('sets back only what was changed, on the version that the write made, merged with what others did', async () => {
  const { input, end } = await sent(priced, saved)
  expect(input).toMatchObject({
    id: 'b',
    expectedVersion: 7,
    patch: { totalPrice: '300.00' },
    onStale: 'MERGE',
  })
  expect(input['patch']).not.toHaveProperty('notes')
  expect(end).toMatchObject({ kind: 'saved', mergedFields: ['notes'] })
})

it('deletes what was made, and only as it was made', async () => {
  const { input, end } = await sent(whole('created', bookingNoun, after), {
    __typename: 'Conflict',
    message: 'stale',
    fields: [],
  })
  expect(input).toMatchObject({ id: 'b', expectedVersion: 7 })
  expect(end).toMatchObject({ kind: 'problem' })
})

it('makes again what was deleted, under another id', async () => {
  const { input } = await sent(whole('deleted', bookingNoun, before), saved)
  expect(input).toMatchObject({ roomId: before.roomId, totalPrice: '300.00', notes: 'late' })
  expect(input['id']).not.toBe('b')
  expect(input['restores'], 'so that it has its number').toBe('b')
})

it('undoes nothing where nothing was changed', () => {
  expect(inverseOf(updated(bookingNoun, { notes: 'late' }, before, after))).toBeUndefined()
})

it('asks about what collides as if the reader had typed the old values', () => {
  const inverse = inverseOf(priced)
  if (!inverse) throw new Error('nothing undoes it')
  const theirs = { version: 8, values: { ...after, totalPrice: '150.00' }, author: undefined }
  const fields = [{ field: 'totalPrice' as const, base: '120.00', author: undefined }]
  const state = collided(priced, inverse, { kind: 'conflict', row: theirs, fields })
  expect(state.conflict?.choices).toEqual({})
  expect(requestOf(state)).toEqual({ expectedVersion: 8, patch: { totalPrice: '300.00' } })
})
