import { buildSchema, introspectionFromSchema } from 'graphql'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

import { described, PLACES } from './described'
import { anchorOf, linked, PAGES, placeOf } from './guide'

const pages = {
  'README.md':
    '# Guide\n\nSee [saving](saving.md#the-dialog), [a client](clients/a.md) and [the code](../src/a.rs).\n',
  'saving.md': '# Saving\n\n```js\nlist[0](saving.md)\n```\n\nAs [there](https://example.com/a.md).\n',
  'clients/a.md': '# A\n\n[Saving](../saving.md)\n',
}

test('links lead to other pages of the guide, and of what is not there the words stay', () => {
  expect(linked('README.md', pages)).toBe(
    '# Guide\n\nSee [saving](#guide/saving.md:the-dialog), [a client](#guide/clients/a.md) and the code.\n',
  )
  expect(linked('clients/a.md', pages)).toContain('[Saving](#guide/saving.md)')
  expect(linked('saving.md', pages)).toBe(pages['saving.md'])
})

test('an address names a page and a heading', () => {
  expect(placeOf('#guide/clients/a.md:over-a-websocket')).toEqual({
    page: 'clients/a.md',
    heading: 'over-a-websocket',
  })
  expect(placeOf('#elsewhere')).toBeUndefined()
  expect(anchorOf('Saving, and the conflict dialog')).toBe('saving-and-the-conflict-dialog')
})

test('each type that is said to be in the guide is in the schema, and leads to a page that is there', () => {
  const schema = buildSchema(readFileSync('../schema.graphql', 'utf8'))
  const { __schema } = described(introspectionFromSchema(schema))
  for (const [page, names] of Object.entries(PLACES)) {
    expect(PAGES).toHaveProperty([page])
    for (const name of names) {
      expect(__schema.types.find((type) => type.name === name)?.description, name).toContain(
        `(#guide/${page})`,
      )
    }
  }
})
