import { ApolloClient, ApolloLink, InMemoryCache, Observable } from '@apollo/client'
import { ApolloProvider } from '@apollo/client/react'
import { renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { useRenewal } from './useRenewal'

const HOUR = 3_600_000
const BEGIN = new Date('2026-12-24T08:00:00Z')

/** What the server was asked, each with the hours since the page was opened. */
let asked: [string, number][]
let fail: boolean
/** The session ends so many hours after it was renewed, unless it is as old as it may become. */
let renewable: boolean

const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString()
const answer = (operation: string) =>
  operation === 'SessionEnd'
    ? { sessions: [{ __typename: 'SessionInfo', id: 's1', current: true, expiresAt: inHours(12) }] }
    : renewable
      ? { renewSession: { __typename: 'Session', expiresAt: inHours(12) } }
      : { renewSession: { __typename: 'SessionEnded', message: 'sign in again' } }

const link = new ApolloLink(
  (operation) =>
    new Observable((observer) => {
      asked.push([operation.operationName ?? '', (Date.now() - BEGIN.getTime()) / HOUR])
      if (fail) observer.error(new TypeError('offline'))
      else {
        observer.next({ data: answer(operation.operationName ?? '') })
        observer.complete()
      }
    }),
)

function open(signedIn = true) {
  const possibleTypes = { RenewSessionResult: ['Session', 'SessionEnded'], Problem: ['SessionEnded'] }
  const client = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes }) })
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ApolloProvider client={client}>{children}</ApolloProvider>
  )
  return renderHook(({ on }) => useRenewal(on), { wrapper, initialProps: { on: signedIn } })
}
const pass = (hours: number) => vi.advanceTimersByTimeAsync(hours * HOUR)

beforeEach(() => {
  vi.useFakeTimers({ now: BEGIN })
  asked = []
  fail = false
  renewable = true
})
afterEach(() => {
  vi.useRealTimers()
})

it('renews the session whenever half of it has passed', async () => {
  open()
  await pass(12.5)
  expect(asked).toEqual([
    ['SessionEnd', 0],
    ['RenewSession', 6],
    ['RenewSession', 12],
  ])
})

it('tries again each minute while the server is away', async () => {
  open()
  await pass(5)
  fail = true
  await pass(1 + 2.5 / 60)
  expect(asked.map(([operation]) => operation)).toEqual([
    'SessionEnd',
    'RenewSession',
    'RenewSession',
    'RenewSession',
  ])
  fail = false
  await pass(6.5)
  expect(asked).toHaveLength(6)
})

it('lets a session end that may not become older', async () => {
  renewable = false
  open()
  await pass(24)
  expect(asked.map(([operation]) => operation)).toEqual(['SessionEnd', 'RenewSession'])
})

it('asks for nothing while nobody is signed in, or once they are not any more', async () => {
  const { rerender, unmount } = open(false)
  await pass(24)
  expect(asked).toEqual([])
  rerender({ on: true })
  await pass(1)
  rerender({ on: false })
  await pass(24)
  expect(asked.map(([operation]) => operation)).toEqual(['SessionEnd'])
  unmount()
})
