import { expect, it } from 'vitest'

import { type Done, undo, undone } from './undo.js'

const done: Done = {
  kind: 'updated',
  row: 'r',
  version: 5,
  before: { notes: 'old', price: '120.00' },
  after: { notes: 'new', price: '120' },
}
const noun = { same: (_field: string, one: unknown, other: unknown) => Number(one) === Number(other) }

it('sets back what was changed, on the version that the write made', () => {
  expect(undo(noun, done)).toEqual({ row: 'r', base: 5, fields: ['notes'], patch: { notes: 'old' } })
})

it('sets an empty field back to empty', () => {
  const filled: Done = { ...done, before: { phone: null }, after: { phone: '1' } }
  expect(undo({}, filled)?.patch).toEqual({ phone: null })
})

it('has nothing to undo where nothing was changed', () => {
  expect(undo({}, { ...done, before: { notes: 'same' }, after: { notes: 'same' } })).toBeUndefined()
})

it('redoes what was undone, on the version that the undo made', () => {
  const back = undo(noun, done)
  if (!back) throw new Error('nothing to undo')
  const redo = undo(noun, undone(back, { notes: 'new' }, 8))
  expect(redo).toEqual({ row: 'r', base: 8, fields: ['notes'], patch: { notes: 'new' } })
})

it('asks the noun what undoes a creation and a deletion', () => {
  const created: Done = { kind: 'created', row: 'r', version: 1, values: { notes: 'x' } }
  const deleted: Done = { kind: 'deleted', row: 'r', version: 4, values: { notes: 'x' } }
  expect(undo({}, created)).toBeUndefined()
  expect(undo({}, deleted)).toBeUndefined()
  const ways = {
    created: (row: string, version: number) => ({ fields: [], body: `delete ${row} at ${version}` }),
    deleted: (values: Readonly<Record<string, unknown>>) => ({
      row: 'r2',
      fields: ['notes'],
      body: `create ${String(values['notes'])}`,
    }),
  }
  expect(undo(ways, created)).toMatchObject({ row: 'r', base: 1, body: 'delete r at 1' })
  expect(undo(ways, deleted)).toMatchObject({ row: 'r2', base: 0, body: 'create x' })
})
