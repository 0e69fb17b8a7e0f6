import { parse } from 'graphql'
import { WebSocket } from 'ws'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Connection, directExecutor, newId, type TypedDocument, watch, write } from '@frontdesk/client'

import { FakeServer } from './support/FakeServer'

interface Written {
  save: { __typename: 'Saved'; mergedFields: string[] }
}
const SAVE = parse(
  'mutation Save($input: SaveInput!) { save(input: $input) { __typename } }',
) as TypedDocument<Written, { input: { id: string; expectedVersion: number; mutationId: string } }>
interface Told {
  told: { __typename: 'Changed'; revision: string }
}
const WATCH = parse(
  'subscription Watch($after: Revision) { told(after: $after) { __typename } }',
) as TypedDocument<Told, { after?: string }>
const SAVED = { body: { data: { save: { __typename: 'Saved', mergedFields: [] } } } }
const REFUSED = {
  status: 401,
  body: { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] },
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

let server: FakeServer
let connection: Connection
let token: string | undefined

beforeEach(async () => {
  token = 'first'
  server = new FakeServer()
  await server.start()
})
afterEach(async () => {
  connection.close()
  await server.stop()
  vi.unstubAllGlobals()
})

/** Saves, watches, and is cut off: what each program does. */
async function saveAndWatch(): Promise<void> {
  const executor = directExecutor(connection)
  server.answer = () => SAVED
  expect(await write(executor, SAVE, { id: '1', expectedVersion: 3 })).toMatchObject({ kind: 'saved' })
  const { authorization, variables } = server.posted[0] ?? {}
  expect(authorization).toBe('Bearer first')
  expect(variables).toMatchObject({ input: { id: '1', expectedVersion: 3 } })
  expect((variables?.['input'] as { mutationId: string }).mutationId).toMatch(UUID)

  const heard: string[] = []
  const stop = watch(executor, WATCH, { after: 'r1', onChange: ({ revision }) => void heard.push(revision) })
  await vi.waitUntil(() => server.begun.length === 1, { timeout: 10_000 })
  expect(server.begun[0]).toMatchObject({ authorization: 'Bearer first', variables: { after: 'r1' } })
  server.tell({ __typename: 'Changed', revision: 'r2' })
  await vi.waitUntil(() => heard.length === 1, { timeout: 10_000 })
  token = 'second'
  server.cutOff()
  await vi.waitUntil(() => server.begun.length === 2, { timeout: 10_000 })
  expect(server.begun[1]).toMatchObject({ authorization: 'Bearer second', variables: { after: 'r2' } })
  server.tell({ __typename: 'Changed', revision: 'r3' })
  await vi.waitUntil(() => heard.length === 2, { timeout: 10_000 })
  expect(heard).toEqual(['r2', 'r3'])
  stop()
}

describe('in Node.js', () => {
  beforeEach(() => {
    connection = new Connection({ url: server.url, token: () => token, webSocketImpl: WebSocket })
  })

  it('saves and watches where there is no window', async () => {
    expect(typeof window).toBe('undefined')
    await saveAndWatch()
  })

  it('holds back what is refused for want of a session, and sends it with the next one', async () => {
    server.answer = ({ authorization }) => (authorization === 'Bearer second' ? SAVED : REFUSED)
    let ended = 0
    connection.sessionEnded.on(() => {
      ended++
    })
    const saving = write(directExecutor(connection), SAVE, { id: '1', expectedVersion: 3 })
    await vi.waitUntil(() => ended === 1, { timeout: 10_000 })
    token = 'second'
    connection.signedIn()
    expect(await saving).toMatchObject({ kind: 'saved' })
    expect(server.posted).toHaveLength(2)
    expect(server.posted[1]?.variables).toEqual(server.posted[0]?.variables)
  })

  it('fails for want of a session where that is what is asked for', async () => {
    server.answer = () => REFUSED
    const input = { id: '1', expectedVersion: 3, mutationId: 'name' }
    const saving = directExecutor(connection).execute(SAVE, { input }, { withoutSession: true })
    await expect(saving).rejects.toThrow('no')
  })

  it('sends no token while nobody is signed in', async () => {
    token = undefined
    server.answer = () => SAVED
    await write(directExecutor(connection), SAVE, { id: '1', expectedVersion: 3 })
    expect(server.posted[0]?.authorization).toBeUndefined()
    const stop = watch(directExecutor(connection), WATCH, { onChange: () => undefined })
    await vi.waitUntil(() => server.begun.length === 1, { timeout: 10_000 })
    expect(server.begun[0]?.authorization).toBeUndefined()
    stop()
  })

  it('sends a write again that the server could not carry out', async () => {
    const unavailable = {
      status: 503,
      body: { errors: [{ message: 'later', extensions: { code: 'UNAVAILABLE' } }] },
    }
    server.answer = () => (server.posted.length === 1 ? unavailable : SAVED)
    expect(await write(directExecutor(connection), SAVE, { id: '1', expectedVersion: 3 })).toMatchObject({
      kind: 'saved',
    })
    expect(server.posted[1]?.variables).toEqual(server.posted[0]?.variables)
  })
})

it('only reads and writes where there is no WebSocket', async () => {
  vi.stubGlobal('WebSocket', undefined)
  connection = new Connection({ url: server.url, token: () => Promise.resolve(token) })
  server.answer = () => SAVED
  const outcome = await write(directExecutor(connection), SAVE, { id: '1', expectedVersion: 3 })
  expect(outcome.kind).toBe('saved')
})

describe('with the globals of React Native', () => {
  beforeEach(() => {
    // It calls its global object `window`, has no document, and lacks these. `URL`, of which it has half, is Node's
    // fetch's own need here: lint keeps the core from it.
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('navigator', { product: 'ReactNative' })
    vi.stubGlobal('WebSocket', WebSocket)
    for (const name of ['crypto', 'CloseEvent']) {
      vi.stubGlobal(name, undefined)
    }
    connection = new Connection({ url: server.url, token: () => token })
  })

  it('saves and watches', async () => {
    expect(typeof document).toBe('undefined')
    await saveAndWatch()
  })

  it('gives names without crypto', () => {
    const names = Array.from({ length: 1000 }, newId)
    expect(new Set(names).size).toBe(1000)
    for (const name of names) expect(name).toMatch(UUID)
  })
})
