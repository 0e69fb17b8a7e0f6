import type { TypedDocumentNode } from '@apollo/client'
import { ApolloClient, ApolloLink, gql, Observable } from '@apollo/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { watch } from '../core/index.js'
import { GuardedCache } from './cache.js'
import { apolloExecutor } from './executor.js'

interface Changed {
  orderChanged:
    | { __typename: 'StreamReady' | 'StreamBookmark'; revision: string }
    | { __typename: 'StreamGap'; latest: string }
    | { __typename: 'OrderChange'; revision: string; version: number }
}
const CHANGED = gql`
  subscription Changed($after: Revision) {
    orderChanged(after: $after) {
      ... on StreamReady {
        revision
      }
      ... on StreamBookmark {
        revision
      }
      ... on StreamGap {
        latest
      }
      ... on OrderChange {
        revision
        version
      }
    }
  }
` as TypedDocumentNode<Changed, { after?: string }>

/** A server that tells what the test says, and notes where each subscription began. */
class FakeServer {
  began: unknown[] = []
  #told: ((event: Changed['orderChanged']) => void) | undefined
  #broken: (() => void) | undefined

  link = new ApolloLink(
    (operation) =>
      new Observable((observer) => {
        this.began.push(operation.getContext().resume?.()['after'])
        this.#told = (event) => observer.next({ data: { orderChanged: event } })
        this.#broken = () => observer.error(new Error('refused'))
      }),
  )
  tell(...events: Changed['orderChanged'][]) {
    for (const event of events) this.#told?.(event)
  }
  break() {
    this.#broken?.()
  }
}

let server: FakeServer
let changes: string[]
let stop: () => void
const onGap = vi.fn(() => Promise.resolve<string | undefined>('lists'))
const change = (revision: string) => ({ __typename: 'OrderChange', revision, version: 1 }) as const
const reconnect = async () => {
  server.break()
  await vi.runAllTimersAsync()
}
const begin = (after?: string) => {
  const possibleTypes = { OrderEvent: ['StreamReady', 'StreamBookmark', 'StreamGap', 'OrderChange'] }
  const cache = new GuardedCache({ versioned: [], possibleTypes })
  const client = new ApolloClient({ link: server.link, cache })
  const onChange = ({ revision }: { revision: string }) => void changes.push(revision)
  stop = watch(apolloExecutor(client), CHANGED, { onChange, onGap, ...(after !== undefined && { after }) })
}

beforeEach(() => {
  vi.useFakeTimers()
  server = new FakeServer()
  changes = []
  onGap.mockClear()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

it('begins at the revision of the list on the screen', () => {
  begin('list')
  expect(server.began).toEqual(['list'])
})

it('resumes behind the newest change', async () => {
  begin()
  server.tell({ __typename: 'StreamReady', revision: 'r1' }, change('r2'), change('r3'))
  await reconnect()
  expect(changes).toEqual(['r2', 'r3'])
  expect(server.began).toEqual([undefined, 'r3'])
})

it('resumes behind a bookmark', async () => {
  begin()
  server.tell({ __typename: 'StreamReady', revision: 'r1' }, change('r2'), {
    __typename: 'StreamBookmark',
    revision: 'r9',
  })
  await reconnect()
  expect(server.began).toEqual([undefined, 'r9'])
})

it('resumes where it was when it is cut off before it was told what it missed', async () => {
  begin('r2')
  server.tell({ __typename: 'StreamReady', revision: 'r9' })
  await reconnect()
  expect(server.began).toEqual(['r2', 'r2'])
})

it('reads the lists anew after a gap, and goes on from them', async () => {
  begin('old')
  server.tell({ __typename: 'StreamGap', latest: 'r9' })
  await vi.runAllTimersAsync()
  expect(onGap).toHaveBeenCalledOnce()
  expect(server.began).toEqual(['old', 'lists'])
})

it('tries again when the lists could not be read', async () => {
  onGap.mockRejectedValueOnce(new Error('offline'))
  begin('old')
  server.tell({ __typename: 'StreamGap', latest: 'r9' })
  await vi.runAllTimersAsync()
  expect(onGap).toHaveBeenCalledTimes(2)
  expect(server.began).toEqual(['old', 'lists'])
})

it('stays stopped', async () => {
  begin()
  stop()
  server.tell(change('r2'))
  await vi.runAllTimersAsync()
  expect(changes).toEqual([])
  expect(server.began).toHaveLength(1)
})
