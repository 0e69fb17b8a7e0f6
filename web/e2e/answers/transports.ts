import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

import type { Answer } from './check'
import type { Generated } from './generate'

/** The ways to ask the server, as somebody who is signed in. Each gives all answers to a document, as they come. */
export class Transports {
  readonly #url: string
  readonly #headers: Record<string, string>
  readonly #client

  constructor(url: string, token: string) {
    this.#url = url
    this.#headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    this.#client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    })
  }

  /** By POST, which has one answer. */
  async http(asked: Generated, accept = 'application/graphql-response+json'): Promise<Answer> {
    const response = await this.#post('/graphql', asked, { accept })
    return (await response.json()) as Answer
  }

  async *socket({ text, variables }: Generated): AsyncIterableIterator<Answer, void> {
    try {
      yield* this.#client.iterate({ query: text, variables }) as AsyncIterableIterator<Answer>
    } catch (error) {
      // How graphql-ws hands on that the operation is refused.
      if (!Array.isArray(error)) throw error
      yield { errors: error as { message: string }[] }
    }
  }

  /** As server-sent events; those behind `seen` where it is given. Tells the id of each. */
  async *events(asked: Generated, seen?: string, tell?: (id: string) => void): AsyncGenerator<Answer> {
    const leave = new AbortController()
    const known = seen === undefined ? {} : { 'last-event-id': seen }
    try {
      const headers = { accept: 'text/event-stream', ...known }
      const response = await this.#post('/graphql/stream', asked, headers, leave.signal)
      const type = response.headers.get('content-type')
      if (!response.body || !type?.startsWith('text/event-stream')) throw new Error(await response.text())
      for await (const { event, data, id } of eventsOf(response.body)) {
        if (event === 'complete') return
        if (id) tell?.(id)
        if (event === 'next' && data) yield JSON.parse(data) as Answer
      }
      throw new Error('the stream of events has broken off')
    } finally {
      leave.abort()
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose()
  }

  #post(path: string, { text, variables }: Generated, more: object, signal?: AbortSignal): Promise<Response> {
    const body = JSON.stringify({ query: text, variables })
    const headers = { ...this.#headers, ...more }
    return fetch(this.#url + path, { method: 'POST', headers, body, ...(signal && { signal }) })
  }
}

type Event = Record<string, string | undefined>

/** The fields of each event. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    const events = (text + decoder.decode(chunk, { stream: true })).split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const fields = event.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line) ?? [])
      yield Object.fromEntries(fields.map(([, name = '', value]) => [name, value]))
    }
  }
}

/** The only answer. */
export async function only(answers: AsyncIterable<Answer>): Promise<Answer> {
  const all: Answer[] = []
  for await (const answer of answers) all.push(answer)
  const [first, ...others] = all
  if (!first || others.length > 0) throw new Error(`${all.length} answers`)
  return first
}
