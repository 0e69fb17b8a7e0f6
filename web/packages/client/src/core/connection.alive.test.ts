import { parse } from 'graphql'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Connection } from './connection.js'
import { directExecutor } from './direct.js'

/** Sockets to a server that answers pings for as long as `alive`. */
let alive: boolean
let opened: number
class FakeSocket {
  static readonly OPEN = 1
  static readonly CLOSING = 2
  readyState = 0
  onopen?: () => void
  onmessage?: (event: { data: string }) => void
  onclose?: (event: { code: number }) => void

  constructor() {
    opened++
    setTimeout(() => {
      this.readyState = FakeSocket.OPEN
      this.onopen?.()
    })
  }
  send(text: string) {
    const { type } = JSON.parse(text) as { type: string }
    if (type === 'connection_init') this.#answer('connection_ack')
    if (type === 'ping' && alive) this.#answer('pong')
  }
  close() {
    this.readyState = FakeSocket.CLOSING
  }
  #answer(type: string) {
    setTimeout(() => this.onmessage?.({ data: JSON.stringify({ type }) }))
  }
}

let connection: Connection
let stop: () => void
beforeEach(async () => {
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
  alive = true
  opened = 0
  connection = new Connection()
  const sink = { next: vi.fn(), error: vi.fn(), complete: vi.fn() }
  stop = directExecutor(connection).subscribe(parse('subscription { heard }'), () => ({}), sink)
  await vi.advanceTimersByTimeAsync(100)
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('keeps a socket whose server gives signs of life', async () => {
  await vi.advanceTimersByTimeAsync(120_000)
  expect(connection.state).toBe('open')
  expect(opened).toBe(1)
})

it('takes a socket for lost from which nothing is heard, and opens another', async () => {
  const states: string[] = []
  connection.states.on((state) => states.push(state))
  alive = false
  await vi.advanceTimersByTimeAsync(27_000)
  expect(states).toEqual(['lost', 'open'])
  expect(opened).toBe(2)
})
