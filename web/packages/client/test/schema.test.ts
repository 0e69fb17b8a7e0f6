import { readFileSync } from 'node:fs'

import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const { version } = JSON.parse(read('../package.json')) as { version: string }

/** What of `now` breaks programs that were written for `last`, and the changelog does not name. */
async function unnamed(last: string, now: string, changelog: string): Promise<string[]> {
  const changes = await diff(buildSchema(last), buildSchema(now))
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path }) => path === undefined || !changelog.includes(`\`${path}\``))
    .map(({ message }) => message)
}

/** What the changelog says of the version that comes next, or of this one where it is not out yet. */
function newest(changelog: string): string {
  const [, first = ''] = changelog.split(/^## /m)
  return first
}

it('breaks nothing of the last version that the changelog does not name', async () => {
  const changelog = newest(read('../CHANGELOG.md'))
  expect(await unnamed(read('../schema.graphql'), read('../../../../schema.graphql'), changelog)).toEqual([])
})

it('has a changelog for its version', () => {
  expect(read('../CHANGELOG.md')).toContain(`\n## ${version}`)
})

it('would notice a field that is gone, and a new argument that is required', async () => {
  const last = 'type Query { order(id: ID!): String, old: String }'
  const now = 'type Query { order(id: ID!, day: Int!): String, fresh: String }'
  expect(await unnamed(last, now, '')).toHaveLength(2)
  expect(await unnamed(last, now, '- `Query.old` is gone.')).toHaveLength(1)
  expect(await unnamed(last, now, '- `Query.old` is gone, `Query.order.day` is required.')).toEqual([])
})
