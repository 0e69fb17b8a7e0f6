import {
  createGraphiQLFetcher,
  type Fetcher,
  type FetcherReturnType,
  isAsyncIterable,
} from '@graphiql/toolkit'
import { type IntrospectionQuery, Kind, parse } from 'graphql'
import { createClient } from 'graphql-ws'

import { described } from './described'
import { asList } from './events'
import type { Listed } from './tabs'

interface Listing {
  data?: { bookings?: { nodes?: Partial<Listed>[] } }
}
interface StreamEvent {
  data?: Record<string, { revision?: string } | null> | null
}

/** The session is the front desk's: its cookie goes along with requests and with the socket's upgrade. */
export function createFetcher(onListed: (booking: Listed) => void): Fetcher {
  const ask = createGraphiQLFetcher({
    url: '/graphql',
    wsClient: createClient({ url: '/graphql', retryAttempts: Infinity }),
    // The server answers in one piece.
    enableIncrementalDelivery: false,
  })
  const askAndShow = async (...asked: Parameters<Fetcher>) => {
    const [request, options] = asWritten(...asked)
    const answer = await ask(request, options)
    if (isAsyncIterable(answer)) {
      return asList(answer as AsyncIterable<StreamEvent>, (event) => {
        // The client subscribes again with these variables; those that a document doesn't declare are ignored.
        const after = Object.values(event.data ?? {}).find((told) => told?.revision)?.revision
        if (after) request.variables = { ...(request.variables as object | undefined), after }
      })
    }
    if (request.operationName === 'IntrospectionQuery') {
      const { data, ...rest } = answer as { data?: IntrospectionQuery }
      return { ...rest, data: data && described(data) }
    }
    if (request.operationName === 'Bookings') {
      const [first] = (answer as Listing).data?.bookings?.nodes ?? []
      if (first?.id && first.version && first.totalPrice) onListed(first as Listed)
    }
    return answer
  }
  // What is shown may be anything: its type knows answers only.
  return (request, options) => askAndShow(request, options) as FetcherReturnType
}

/** What the editor knows of a document is a moment behind what stands in it: whoever is quick would run the one before. */
function asWritten(...[request, options]: Parameters<Fetcher>): Parameters<Fetcher> {
  try {
    const documentAST = parse(request.query)
    const operations = documentAST.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    const [only, another] = operations
    if (only?.kind !== Kind.OPERATION_DEFINITION || another) return [request, options]
    return [
      { ...request, operationName: only.name?.value ?? null },
      { ...options, documentAST },
    ]
  } catch {
    // The server says what is wrong with it.
    return [request, options]
  }
}
