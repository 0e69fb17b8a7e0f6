import type { Client } from 'graphql-ws'
import { createClient } from 'graphql-ws'

import { pause } from './backOff.js'
import { Emitter } from './emitter.js'

export type ConnectionState = 'connecting' | 'open' | 'lost'

const FORBIDDEN = 4403
const UNAUTHORIZED = 4401
/** The socket is asked for a sign of life this often, and has so long to give it. */
const [KEEP_ALIVE, PONG_WAIT] = [15_000, 10_000]

export interface ConnectionOptions {
  /** Absolute where there is no page that it could be relative to. */
  url?: string
  /**
   * The bearer token of this moment, none while nobody is signed in: asked for with each request, and with each socket
   * that is opened. Without it, the session is a cookie that no script sees.
   */
  token?: () => string | undefined | Promise<string | undefined>
  /** Where there is no global `WebSocket`: Node.js 20 needs that of the package `ws`. */
  webSocketImpl?: unknown
}

/** The ways to the server: HTTP for queries and mutations, one socket for all subscriptions. */
export class Connection {
  /** Changes of `state`. */
  readonly states = new Emitter<ConnectionState>()
  /** The server no longer knows who we are. Operations wait for `signedIn`. */
  readonly sessionEnded = new Emitter()
  readonly url: string

  #state: ConnectionState = 'connecting'
  readonly #signedIn = new Emitter()
  readonly #token: ConnectionOptions['token']
  readonly #webSocketImpl: unknown
  #socket: Client | undefined

  constructor({ url = '/graphql', token, webSocketImpl }: ConnectionOptions = {}) {
    this.url = url
    this.#token = token
    this.#webSocketImpl = webSocketImpl
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** `fetch` with what tells the server who is asking. */
  readonly fetch: typeof fetch = async (input, init) => {
    if (!this.#token) return fetch(input, { ...init, credentials: 'same-origin' })
    const headers = new Headers(init?.headers)
    const { authorization } = await this.#bearer()
    if (authorization) headers.set('authorization', authorization)
    return fetch(input, { ...init, headers, credentials: 'omit' })
  }

  /** Reconnected for ever. Made when it is asked for: whoever only reads and writes needs no WebSocket. */
  get socket(): Client {
    return (this.#socket ??= this.#createSocket())
  }

  /** Sends what waited, and opens a new socket: the old one is still that of whoever was signed in before. */
  signedIn(): void {
    this.#socket?.terminate()
    this.resume()
  }

  /** Sends what waited: the session was good after all. */
  resume(): void {
    this.#signedIn.emit()
  }

  /** Sends once there is a session again: the server refused for want of one. Answers how to give up on it. */
  holdBack(send: () => void): () => void {
    const stopWaiting = this.#signedIn.on(() => {
      stopWaiting()
      send()
    })
    this.sessionEnded.emit()
    return stopWaiting
  }

  close(): void {
    void this.#socket?.dispose()
  }

  #createSocket(): Client {
    let unanswered: ReturnType<typeof setTimeout> | undefined
    const socket = createClient({
      url: this.url.replace(/^http/, 'ws'),
      lazy: true,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      retryWait: (retries) => pause(retries),
      keepAlive: KEEP_ALIVE,
      webSocketImpl: this.#webSocketImpl,
      ...(this.#token && { connectionParams: () => this.#bearer() }),
      on: {
        connecting: (isRetry) => {
          if (!isRetry) this.#become('connecting')
        },
        connected: () => this.#become('open'),
        // A network that is gone closes no socket: nothing would arrive, and nobody would be told.
        ping: (received) => {
          if (received) return
          clearTimeout(unanswered)
          unanswered = setTimeout(() => socket.terminate(), PONG_WAIT)
        },
        pong: (received) => {
          if (received) clearTimeout(unanswered)
        },
        closed: (event) => {
          clearTimeout(unanswered)
          this.#become('lost')
          const { code } = event as { code?: number }
          if (code === FORBIDDEN || code === UNAUTHORIZED) this.sessionEnded.emit()
        },
      },
    })
    return socket
  }

  async #bearer(): Promise<{ authorization?: string }> {
    const token = await this.#token?.()
    return token ? { authorization: `Bearer ${token}` } : {}
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    this.states.emit(state)
  }
}
