import { expect, it } from 'vitest'

import { Drafts } from './drafts.js'
import { type FormNoun, open, valueOf } from './model.js'
import { reduce } from './reducer.js'

const noun: FormNoun<'notes'> = { fields: ['notes'], coupled: [] }
const typed = (value: string) =>
  reduce(open(noun, { version: 1, values: { notes: '' }, author: undefined }), {
    type: 'edit',
    field: 'notes',
    value,
  })

it('carries what was typed to another page, where it does not take the place of what was typed there', () => {
  const [before, after] = [new Drafts(), new Drafts()]
  before.keep('one', typed('first'))
  before.keep('other', typed('second'))
  after.keep('other', typed('newer'))
  after.take(before.carried())
  const noteOf = (key: string) => {
    const draft = after.get<'notes'>(key)
    return draft && valueOf(draft, 'notes')
  }
  expect([noteOf('one'), noteOf('other')]).toEqual(['first', 'newer'])
})
