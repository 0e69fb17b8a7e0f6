import { describe, expect, it } from 'vitest'

import {
  type Author,
  editedFields,
  type FormState,
  isEdited,
  markOf,
  type FormNoun,
  open,
  requestOf,
  type Row,
  typedInto,
  unreadFields,
  type Value,
  valueOf,
  type Values,
} from './model.js'
import { type Action, reduce } from './reducer.js'

type Field = 'place' | 'days' | 'price' | 'notes'

const noun: FormNoun<Field> = {
  fields: ['place', 'days', 'price', 'notes'],
  coupled: [
    ['place', 'days'],
    ['days', 'price'],
  ],
  same: { price: (one, other) => Number(one) === Number(other) },
}
const FIRST: Values<Field> = { place: '7', days: 3, price: '100.00', notes: '' }
const anna: Author = { name: 'Anna', at: '2026-11-22T09:00:00Z' }
const cara: Author = { name: 'Cara', at: '2026-11-22T09:05:00Z' }

const row = (version: number, changed: Partial<Values<Field>> = {}, author: Author = anna): Row<Field> => ({
  version,
  values: { ...FIRST, ...changed },
  author,
})
const edit = (field: Field, value: Value): Action<Field> => ({ type: 'edit', field, value })
const arrive = (...of: Parameters<typeof row>): Action<Field> => ({ type: 'arrive', row: row(...of) })
const collide = (to: Row<Field>, ...fields: Field[]): Action<Field> => ({
  type: 'conflicted',
  row: to,
  fields: fields.map((field) => ({ field, base: FIRST[field], author: anna })),
})
const choose = (side: 'mine' | 'theirs', ...fields: Field[]): Action<Field> => ({
  type: 'choose',
  fields,
  side,
})

const after = (...actions: Action<Field>[]): FormState<Field> =>
  actions.reduce(reduce<Field>, open(noun, row(1)))
const request = (...actions: Action<Field>[]) => requestOf(after(...actions))

describe('a field that is left alone', () => {
  it('takes a new value at once, and remembers in which version', () => {
    const state = after(arrive(2, { price: '120.00' }))
    expect(valueOf(state, 'price')).toBe('120.00')
    expect(state.arrived).toEqual({ price: 2 })
  })

  it('takes it also while another field is edited', () => {
    const state = after(edit('notes', 'cot'), arrive(2, { price: '120.00' }))
    expect(valueOf(state, 'price')).toBe('120.00')
    expect(valueOf(state, 'notes')).toBe('cot')
  })

  it('never goes back to an older version', () => {
    const state = after(arrive(3, { price: '130.00' }), arrive(2, { price: '120.00' }))
    expect(valueOf(state, 'price')).toBe('130.00')
    expect(state.current.version).toBe(3)
  })

  it('is not highlighted for another spelling of what it shows', () => {
    expect(after(edit('price', '120'), arrive(2, { price: '120.00' })).arrived).toEqual({})
  })
})

describe('an edited field', () => {
  it('keeps what was typed, with theirs beside it', () => {
    const state = after(edit('price', '99'), arrive(2, { price: '120.00' }))
    expect(valueOf(state, 'price')).toBe('99')
    expect(markOf(state, 'price')).toEqual({
      theirs: '120.00',
      changed: ['price'],
      author: { ...anna, version: 2, told: false },
    })
  })

  it('is marked also when what it depends on has changed', () => {
    const state = after(edit('price', '99'), arrive(2, { days: 4 }))
    expect(markOf(state, 'price')).toMatchObject({ theirs: '100.00', changed: ['days'] })
    expect(valueOf(state, 'days')).toBe(4)
  })

  it('is not marked for a change of what has nothing to do with it', () => {
    const state = after(edit('price', '99'), arrive(2, { place: '8', notes: 'cot' }))
    expect(markOf(state, 'price')).toBeUndefined()
  })

  it('is no edit any more when others make the same of it', () => {
    const state = after(edit('price', '120'), arrive(2, { price: '120.00' }))
    expect(editedFields(state)).toEqual([])
    expect(requestOf(state)).toBeUndefined()
  })

  it('is no edit when the old value is typed again, and keeps its spelling', () => {
    const state = after(edit('price', '99'), edit('price', '100'))
    expect(isEdited(state, 'price')).toBe(false)
    expect(valueOf(state, 'price')).toBe('100')
    expect(valueOf(reduce(state, arrive(2, { price: '120.00' })), 'price')).toBe('120.00')
  })

  it('does not jump to theirs while the old value is typed over it', () => {
    const state = after(edit('price', '1000'), arrive(2, { price: '120.00' }), edit('price', '100.00'))
    expect(valueOf(state, 'price')).toBe('100.00')
    expect(markOf(state, 'price')).toBeDefined()
  })

  it('is unmarked when others take their change back', () => {
    const state = after(edit('price', '99'), arrive(2, { price: '120.00' }), arrive(3))
    expect(markOf(state, 'price')).toBeUndefined()
    expect(requestOf(state)?.expectedVersion).toBe(3)
  })
})

describe('what is no value', () => {
  const mistype = (field: Field, text: string): Action<Field> => ({
    type: 'mistype',
    field,
    unread: { text, why: ['invalid.FORM'] },
  })

  it('takes the place of the value before, and of no other', () => {
    const state = after(edit('price', '99'), mistype('price', '9 9'))
    expect(valueOf(state, 'price')).toBeNull()
    expect(typedInto(state, 'price')).toBe('9 9')
    expect(unreadFields(state)).toEqual(['price'])
    expect(editedFields(state)).toEqual(['price'])
  })

  it('is kept whatever arrives, with theirs beside it', () => {
    const state = after(mistype('price', '9 9'), arrive(2, { price: '120.00' }))
    expect(typedInto(state, 'price')).toBe('9 9')
    expect(markOf(state, 'price')?.theirs).toBe('120.00')
  })

  it('is an edit also where the row has nothing', () => {
    const state = after(arrive(2, { price: null }), mistype('price', '9 9'))
    expect(isEdited(state, 'price')).toBe(true)
  })

  it('gives way to a value, and keeps what it was decided on', () => {
    const state = after(mistype('price', '9 9'), arrive(2, { price: '120.00' }), edit('price', '99'))
    expect(unreadFields(state)).toEqual([])
    expect(requestOf(state)).toEqual({ expectedVersion: 1, patch: { price: '99' } })
  })

  it('is not dropped with what was saved meanwhile', () => {
    const state = after(
      edit('price', null),
      { type: 'send', patch: { price: null } },
      mistype('price', '9 9'),
      { type: 'saved', row: row(2, { price: null }) },
    )
    expect(typedInto(state, 'price')).toBe('9 9')
  })
})

describe('who changed it', () => {
  const told = (version: number, author: Author): Action<Field> => ({
    type: 'told',
    version,
    fields: ['price'],
    author,
  })
  const author = (...actions: Action<Field>[]) =>
    markOf(after(edit('price', '99'), ...actions), 'price')?.author?.name

  it('is whoever made the version, until more is known', () => {
    expect(author(arrive(2, { price: '120.00' }))).toBe('Anna')
  })

  it('is told exactly where a version was skipped', () => {
    expect(author(arrive(3, { price: '120.00' }), told(2, cara))).toBe('Cara')
  })

  it('is known from before the row came', () => {
    expect(author(told(2, cara), arrive(2, { price: '120.00' }))).toBe('Cara')
  })

  it('is the last who did, whatever the order of arrival', () => {
    expect(author(arrive(3, { price: '130.00' }), told(3, anna), told(2, cara))).toBe('Anna')
    expect(author(told(2, cara), arrive(2, { price: '120.00' }), arrive(3, { price: '130.00' }))).toBe('Anna')
  })
})

describe('a save', () => {
  it('sends only what is edited, on the version that is shown', () => {
    expect(request(edit('notes', 'cot'))).toEqual({ expectedVersion: 1, patch: { notes: 'cot' } })
    expect(request(edit('notes', 'cot'), arrive(5, { price: '120.00' }))).toEqual({
      expectedVersion: 5,
      patch: { notes: 'cot' },
    })
  })

  it('names the version before a change that was marked and not decided', () => {
    const sent = request(edit('price', '99'), arrive(2, { price: '120.00' }), edit('notes', 'cot'))
    expect(sent).toEqual({ expectedVersion: 1, patch: { price: '99', notes: 'cot' } })
  })

  it('names the version that was shown when mine was kept', () => {
    const kept: Action<Field> = { type: 'decide', field: 'price', side: 'mine' }
    const sent = request(edit('price', '99'), arrive(2, { price: '120.00' }), kept)
    expect(sent).toEqual({ expectedVersion: 2, patch: { price: '99' } })
  })

  it('is asked about again when others change it after mine was kept', () => {
    const kept: Action<Field> = { type: 'decide', field: 'price', side: 'mine' }
    const state = after(
      edit('price', '99'),
      arrive(2, { price: '120.00' }),
      kept,
      arrive(3, { price: '130.00' }),
    )
    expect(markOf(state, 'price')?.theirs).toBe('130.00')
    expect(requestOf(state)?.expectedVersion).toBe(2)
  })

  it('sends nothing where theirs was taken', () => {
    const taken: Action<Field> = { type: 'decide', field: 'price', side: 'theirs' }
    const state = after(edit('price', '99'), arrive(2, { price: '120.00' }), taken)
    expect(valueOf(state, 'price')).toBe('120.00')
    expect(requestOf(state)).toBeUndefined()
  })

  it('leaves nothing to save', () => {
    const state = after(
      edit('price', '99'),
      { type: 'send', patch: { price: '99' } },
      { type: 'saved', row: row(2, { price: '99.00', notes: 'cot' }) },
    )
    expect(editedFields(state)).toEqual([])
    expect(valueOf(state, 'price')).toBe('99.00')
    expect(state.arrived).toEqual({ notes: 2 })
  })

  it('stands in the row while it waits to be saved, and is gone when it is given up', () => {
    const kept = after(edit('price', '99'), { type: 'send', patch: { price: '99' } }, { type: 'kept' })
    expect(editedFields(kept)).toEqual([])
    expect(valueOf(kept, 'price')).toBe('99')
    expect(valueOf(reduce(kept, arrive(1, { price: '99' })), 'price')).toBe('99')
    expect(valueOf(reduce(kept, arrive(1)), 'price')).toBe('100.00')
    expect(reduce(kept, arrive(2, { price: '99' })).arrived).toEqual({})
  })

  it('is followed by the next on the same version while it waits', () => {
    const waiting = after(
      edit('notes', ''),
      edit('price', null),
      { type: 'send', patch: { price: null } },
      { type: 'kept' },
    )
    expect(valueOf(waiting, 'price')).toBeNull()
    expect(requestOf(reduce(waiting, edit('price', '98')))).toEqual({
      expectedVersion: 1,
      patch: { price: '98' },
    })
  })

  it('keeps what was typed on meanwhile, also when the change comes before the answer', () => {
    const typedOn = [
      edit('price', '99'),
      { type: 'send', patch: { price: '99' } },
      edit('price', '995'),
    ] as const
    const early = after(...typedOn, arrive(2, { price: '99.00' }))
    expect(markOf(early, 'price')).toBeUndefined()
    const state = reduce(early, { type: 'saved', row: row(2, { price: '99.00' }) })
    expect(requestOf(state)).toEqual({ expectedVersion: 2, patch: { price: '995' } })
  })

  it('that is refused keeps everything', () => {
    const state = after(edit('price', '99'), { type: 'send', patch: { price: '99' } }, { type: 'refused' })
    expect(requestOf(state)).toEqual({ expectedVersion: 1, patch: { price: '99' } })
  })
})

describe('a conflict', () => {
  const stale = [
    edit('price', '99'),
    edit('notes', 'cot'),
    collide(row(2, { price: '120.00' }), 'price'),
  ] as const

  it('asks about what collides only', () => {
    const { conflict } = after(...stale)
    expect(conflict?.fields.map(({ field }) => field)).toEqual(['price'])
    expect(conflict?.choices).toEqual({})
  })

  it('saves mine on the version that the choice was made on', () => {
    expect(request(...stale, choose('mine', 'price'))).toEqual({
      expectedVersion: 2,
      patch: { price: '99', notes: 'cot' },
    })
  })

  it('saves the rest where theirs is kept', () => {
    expect(request(...stale, choose('theirs', 'price'))).toEqual({
      expectedVersion: 2,
      patch: { notes: 'cot' },
    })
  })

  it('stays on the version that is shown, whatever comes meanwhile', () => {
    const sent = request(...stale, arrive(3, { price: '130.00' }), choose('mine', 'price'))
    expect(sent?.expectedVersion).toBe(2)
  })

  it('with a third writer is a fresh one that keeps the choices', () => {
    const third = collide(row(3, { price: '130.00' }, cara), 'price')
    const { conflict } = after(...stale, choose('mine', 'price'), third)
    expect(conflict?.row.version).toBe(3)
    expect(conflict?.choices).toEqual({ price: 'mine' })
    expect(conflict?.again).toEqual(['price'])
  })

  it('still shows where theirs was chosen when another field collides again', () => {
    const both = [edit('price', '99'), edit('place', '9')] as const
    const first = collide(row(2, { price: '120.00', place: '8' }), 'price', 'place')
    const third = collide(row(3, { price: '120.00', place: '10' }), 'place')
    const state = after(...both, first, choose('theirs', 'price'), choose('mine', 'place'), third)
    expect(state.conflict?.fields.map(({ field }) => field)).toEqual(['place', 'price'])
    expect(state.conflict?.choices).toEqual({ price: 'theirs', place: 'mine' })
    expect(state.conflict?.again).toEqual(['place'])
    expect(valueOf(state, 'price')).toBe('99')
  })

  it('does not ask again what was decided in the form', () => {
    const kept: Action<Field> = { type: 'decide', field: 'price', side: 'mine' }
    const state = after(
      edit('price', '99'),
      edit('notes', 'cot'),
      arrive(2, { price: '120.00', notes: 'dog' }),
      kept,
      collide(row(2, { price: '120.00', notes: 'dog' }), 'price', 'notes'),
    )
    expect(state.conflict?.choices).toEqual({ price: 'mine' })
  })

  it('goes back to the form with everything typed', () => {
    const state = after(...stale, choose('theirs', 'price'), { type: 'postpone' })
    expect(valueOf(state, 'price')).toBe('99')
    expect(markOf(state, 'price')).toBeDefined()
  })

  it('is over when all that is chosen is theirs', () => {
    const state = after(
      edit('price', '99'),
      collide(row(2, { price: '120.00' }), 'price'),
      choose('theirs', 'price'),
    )
    expect(requestOf(state)).toBeUndefined()
    expect(valueOf(reduce(state, { type: 'yield' }), 'price')).toBe('120.00')
  })

  it('drops what was given up once it is saved', () => {
    const state = after(
      ...stale,
      choose('theirs', 'price'),
      { type: 'send', patch: { notes: 'cot' } },
      { type: 'saved', row: row(3, { price: '120.00', notes: 'cot' }) },
    )
    expect(editedFields(state)).toEqual([])
    expect(valueOf(state, 'price')).toBe('120.00')
  })

  it('takes the choices into the form when its save is refused for another reason', () => {
    const state = after(...stale, choose('mine', 'price'), { type: 'refused' })
    expect(state.conflict).toBeUndefined()
    expect(markOf(state, 'price')).toBeUndefined()
    expect(requestOf(state)).toEqual({ expectedVersion: 2, patch: { price: '99', notes: 'cot' } })
  })
})

describe('a row that is deleted', () => {
  it('says by whom, and keeps what was typed', () => {
    const state = after(
      edit('notes', 'cot'),
      { type: 'gone', author: anna },
      { type: 'gone', author: undefined },
    )
    expect(state.deleted).toEqual(anna)
    expect(valueOf(state, 'notes')).toBe('cot')
  })
})

it('discards what was typed only when it is told to', () => {
  const state = after(edit('notes', 'cot'), arrive(2, { notes: 'dog' }), { type: 'discard' })
  expect(valueOf(state, 'notes')).toBe('dog')
})
