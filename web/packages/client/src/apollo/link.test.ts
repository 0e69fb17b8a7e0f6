import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Connection } from '../core/index.js'
import { apolloExecutor } from './executor.js'
import { connectionLink } from './link.js'

interface Sent {
  query?: string
  extensions?: { persistedQuery?: { sha256Hash: string } }
}
const QUERY = gql`
  query Shown {
    shown
  }
`
const refusal = (code: string) => ({ errors: [{ message: code, extensions: { code } }] })

/** What was sent, and how it answers one after the other. */
let sent: { body: Sent; init: RequestInit }[]
let answers: unknown[]

beforeEach(() => {
  sent = []
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    sent.push({ body: JSON.parse(init.body as string) as Sent, init })
    const headers = { 'content-type': 'application/graphql-response+json' }
    return Promise.resolve(new Response(JSON.stringify(answers.shift()), { headers }))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

function ask(connection: Connection, ...before: ApolloLink[]) {
  const link = ApolloLink.from([...before, connectionLink(connection)])
  return new ApolloClient({ link, cache: new InMemoryCache() }).query({ query: QUERY })
}
const authorizationOf = (init: RequestInit | undefined) => new Headers(init?.headers).get('authorization')

it('sends the cookie to its own server only, and no token', async () => {
  answers = [{ data: { shown: 'one' } }]
  await ask(new Connection())
  expect(sent[0]?.init.credentials).toBe('same-origin')
  expect(authorizationOf(sent[0]?.init)).toBeNull()
})

it('sends the token of the moment, and no cookie', async () => {
  answers = [{ data: { shown: 'one' } }]
  await ask(new Connection({ token: () => Promise.resolve('mine') }))
  expect(sent[0]?.init.credentials).toBe('omit')
  expect(authorizationOf(sent[0]?.init)).toBe('Bearer mine')
})

it('sends no token while nobody is signed in', async () => {
  answers = [{ data: { shown: 'one' } }]
  await ask(new Connection({ token: () => undefined }))
  expect(sent[0]?.init.credentials).toBe('omit')
  expect(authorizationOf(sent[0]?.init)).toBeNull()
})

it('sends a persisted query by its hash, and as text where the server does not know it', async () => {
  answers = [refusal('PERSISTED_QUERY_NOT_FOUND'), { data: { shown: 'one' } }]
  const persisted = new PersistedQueryLink({ sha256: () => Promise.resolve('digest') })
  expect((await ask(new Connection(), persisted)).data).toEqual({ shown: 'one' })
  expect(
    sent.map(({ body }) => [body.query !== undefined, body.extensions?.persistedQuery?.sha256Hash]),
  ).toEqual([
    [false, 'digest'],
    [true, 'digest'],
  ])
})

it('holds back what is refused for want of a session, and sends it with the next one', async () => {
  answers = [refusal('UNAUTHENTICATED'), { data: { shown: 'one' } }]
  const connection = new Connection()
  const ended = vi.fn()
  connection.sessionEnded.on(ended)
  const asked = ask(connection)
  await vi.waitUntil(() => ended.mock.calls.length === 1)
  connection.signedIn()
  expect((await asked).data).toEqual({ shown: 'one' })
  expect(sent).toHaveLength(2)
})

it('fails for want of a session where that is what is asked for', async () => {
  answers = [refusal('UNAUTHENTICATED')]
  const connection = new Connection()
  const ended = vi.fn()
  connection.sessionEnded.on(ended)
  const client = new ApolloClient({ link: connectionLink(connection), cache: new InMemoryCache() })
  const asked = apolloExecutor(client).execute(QUERY, {}, { withoutSession: true })
  await expect(asked).rejects.toThrow('UNAUTHENTICATED')
  expect(ended).not.toHaveBeenCalled()
})
