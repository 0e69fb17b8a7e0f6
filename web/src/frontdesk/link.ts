import { ApolloLink, HttpLink, Observable } from '@apollo/client'
import { CombinedGraphQLErrors } from '@apollo/client/errors'
import { ErrorLink } from '@apollo/client/link/error'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createClient } from 'graphql-ws'

import { Emitter } from './emitter'

export type ConnectionState = 'connecting' | 'open' | 'lost'

declare module '@apollo/client' {
  interface DefaultContext {
    /** Variables of a subscription as they are when it is sent, and sent again on a new socket. */
    resume?: () => Record<string, unknown>
    /** Of an operation that says itself what it means to be signed out. */
    withoutSession?: boolean
  }
}

const FORBIDDEN = 4403
const UNAUTHORIZED = 4401
/** The socket is asked for a sign of life this often, and has so long to give it. */
const [KEEP_ALIVE, PONG_WAIT] = [15_000, 10_000]
const FIRST_WAIT = 250
const LONGEST_WAIT = 10_000

/**
 * The ways to the server: HTTP for queries and mutations, one socket for all subscriptions. The session is a cookie
 * that no script sees.
 */
export class Connection {
  /** Changes of `state`. */
  readonly states = new Emitter<ConnectionState>()
  /** The server no longer knows who we are. Operations wait for `signedIn`. */
  readonly sessionEnded = new Emitter()
  readonly link: ApolloLink

  #state: ConnectionState = 'connecting'
  readonly #signedIn = new Emitter()
  readonly #socket

  constructor(url = '/graphql') {
    let unanswered: ReturnType<typeof setTimeout> | undefined
    this.#socket = createClient({
      url,
      lazy: true,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: (retries) => pause(retries),
      keepAlive: KEEP_ALIVE,
      on: {
        connecting: (isRetry) => {
          if (!isRetry) this.#become('connecting')
        },
        connected: () => this.#become('open'),
        // A network that is gone closes no socket: nothing would arrive, and nobody would be told.
        ping: (received) => {
          if (received) return
          clearTimeout(unanswered)
          unanswered = setTimeout(() => this.#socket.terminate(), PONG_WAIT)
        },
        pong: (received) => {
          if (received) clearTimeout(unanswered)
        },
        closed: (event) => {
          clearTimeout(unanswered)
          this.#become('lost')
          const code = (event as CloseEvent).code
          if (code === FORBIDDEN || code === UNAUTHORIZED) this.sessionEnded.emit()
        },
      },
    })
    const http = new HttpLink({ uri: url, credentials: 'same-origin' })
    const socket = ApolloLink.from([resuming, new GraphQLWsLink(this.#socket)])
    const byKind = ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      socket,
      http,
    )
    this.link = ApolloLink.from([this.#waitForSession(), byKind])
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Sends what waited, and opens a new socket: the old one is still that of whoever was signed in before. */
  signedIn(): void {
    this.#socket.terminate()
    this.resume()
  }

  /** Sends what waited: the session was good after all. */
  resume(): void {
    this.#signedIn.emit()
  }

  close(): void {
    void this.#socket.dispose()
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    this.states.emit(state)
  }

  /** What the server refuses for want of a session is held back, and sent again with the next one. */
  #waitForSession(): ApolloLink {
    return new ErrorLink(({ error, operation, forward }) => {
      if (!isUnauthenticated(error) || operation.getContext().withoutSession) return
      this.sessionEnded.emit()
      return new Observable((observer) => {
        const stopWaiting = this.#signedIn.on(() => {
          stopWaiting()
          observer.add(forward(operation).subscribe(observer))
        })
        return stopWaiting
      })
    })
  }
}

/** Sends a subscription with the variables of this moment, whenever the socket sends it. */
const resuming = new ApolloLink((operation, forward) => {
  const { resume } = operation.getContext()
  if (resume) {
    const { variables } = operation
    operation.variables = { ...variables, toJSON: () => ({ ...variables, ...resume() }) }
  }
  return forward(operation)
})

export function isUnauthenticated(error: unknown): boolean {
  return (
    CombinedGraphQLErrors.is(error) &&
    error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')
  )
}

/** Why the server can make no sense of what was asked; undefined where it failed otherwise, and may yet answer. */
export function badRequest(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined
  return error.errors.find(({ extensions }) => extensions?.['code'] === 'BAD_REQUEST')?.message
}

/** Half fixed and half by chance: a server that comes back is not met by everybody at once. */
export function backOff(retries: number, random = Math.random): number {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(retries, 10))
  return most / 2 + (most / 2) * random()
}

function pause(retries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, backOff(retries)))
}
