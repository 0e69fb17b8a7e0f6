import { expect, it } from 'vitest'

import type { PaperRowFragment } from '@/gql/graphql'

import { type Ask, type Page, readWhole } from './readWhole'

const page = (ids: string[], revision: string, endCursor?: string) =>
  ({
    revision,
    nodes: ids.map((id) => ({ id }) as PaperRowFragment),
    pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
  }) as Page

/** Answers with these pages, one after the other. */
function answering(...pages: Page[]) {
  const asked: (string | undefined)[] = []
  const ask: Ask = (_, after) => {
    asked.push(after)
    const next = pages.shift()
    return next ? Promise.resolve(next) : Promise.reject(new Error('asked too often'))
  }
  return { ask, asked }
}

it('reads to the last page of each filter, and each booking once', async () => {
  const { ask, asked } = answering(page(['a', 'b'], 'r1', 'x'), page(['c'], 'r1'), page(['a', 'd'], 'r1'))
  const { rows, steady, revision } = await readWhole([{}, {}], ask)
  expect(rows.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
  expect({ steady, revision, asked }).toEqual({
    steady: true,
    revision: 'r1',
    asked: [undefined, 'x', undefined],
  })
})

it('reads all of it anew where something changed between two pages', async () => {
  const { ask } = answering(
    page(['a'], 'r1', 'x'),
    page(['b'], 'r2'),
    page(['b'], 'r2', 'y'),
    page(['c'], 'r2'),
  )
  const { rows, steady } = await readWhole([{}], ask)
  expect(rows.map(({ id }) => id)).toEqual(['b', 'c'])
  expect(steady).toBe(true)
})

it('says so where something always changes meanwhile', async () => {
  let revision = 0
  const ask: Ask = (_, after) => Promise.resolve(page(['a'], String(revision++), after ? undefined : 'x'))
  expect((await readWhole([{}], ask)).steady).toBe(false)
})

it('has no list at all where a page is missing', async () => {
  const { ask } = answering(page(['a'], 'r1', 'x'))
  await expect(readWhole([{}], ask)).rejects.toThrow()
})
