import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { type Frontdesk, startFrontdesk } from '../../tests/clients/frontdesk.mjs'

const TARGET = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, '../../target')
const program = process.env.FRONTDESK_BIN ?? join(TARGET, 'debug/frontdesk')

let frontdesk: Frontdesk
beforeAll(async () => {
  frontdesk = await startFrontdesk({ program, today: '2030-05-01' })
}, 90_000)
beforeEach(() => frontdesk.reset())
afterAll(() => frontdesk.stop())

async function ask<T>(query: string): Promise<T> {
  const authorization = `Bearer ${frontdesk.tokens['anna@demo.frontdesk']}`
  const headers = { authorization, 'content-type': 'application/json' }
  const answer = await fetch(`${frontdesk.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  })
  return ((await answer.json()) as { data: T }).data
}

test.each(['first', 'second'])('each test begins with the first rows: the %s', async () => {
  const seen = await ask<{ hotel: { today: string }; guest: { name: string; version: number } }>(
    '{ hotel { today } guest(id: "01900000-0000-7000-8000-000200000001") { name version } }',
  )
  expect(seen).toEqual({ hotel: { today: '2030-05-01' }, guest: { name: 'Carla Rossi', version: 1 } })
  const saved = await ask<object>(`mutation { updateGuest(input: { id: "01900000-0000-7000-8000-000200000001",
    expectedVersion: 1, patch: { name: "Another" } }) { __typename } }`)
  expect(saved).toEqual({ updateGuest: { __typename: 'GuestSaved' } })
})

test('what does not start says why', async () => {
  const started = startFrontdesk({ program, settings: ['--no-such-flag'] })
  await expect(started).rejects.toThrow(/ended with 2:[^]*--no-such-flag/)
  await expect(startFrontdesk({ program: '/no/such/program' })).rejects.toThrow(/can't be started/)
})

test('it is gone when it is stopped', async () => {
  const other = await startFrontdesk({ program, today: '2030-05-01' })
  expect(other.url).not.toBe(frontdesk.url)
  await other.stop()
  await expect(fetch(`${other.url}/healthz`)).rejects.toThrow()
})
