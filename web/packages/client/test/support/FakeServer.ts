import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'

import { WebSocketServer } from 'ws'

interface Posted {
  authorization: string | undefined
  variables: Record<string, unknown>
}
interface Begun {
  authorization: unknown
  variables: Record<string, unknown>
}
interface Message {
  type: string
  id?: string
  payload?: { authorization?: unknown; variables?: Record<string, unknown> }
}

/** A server of GraphQL over HTTP and graphql-transport-ws that answers what the test says, and notes what it hears. */
export class FakeServer {
  readonly posted: Posted[] = []
  readonly begun: Begun[] = []
  /** How it answers the next request. */
  answer: (posted: Posted) => { status?: number; body: unknown } = () => ({ body: { data: { done: true } } })
  url = ''
  readonly #http = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += String(chunk)))
    request.on('end', () => {
      const { variables } = JSON.parse(text) as Posted
      const { authorization } = request.headers
      const posted = { authorization, variables }
      this.posted.push(posted)
      const { status = 200, body } = this.answer(posted)
      response.writeHead(status, { 'content-type': 'application/graphql-response+json' })
      response.end(JSON.stringify(body))
    })
  })
  readonly #sockets = new WebSocketServer({
    server: this.#http,
    handleProtocols: () => 'graphql-transport-ws',
  })
  #tell: (payload: object) => void = () => undefined

  async start(): Promise<void> {
    this.#sockets.on('connection', (socket) => {
      let authorization: unknown
      socket.on('message', (data) => {
        const { type, id, payload } = JSON.parse(data.toString()) as Message
        if (type === 'connection_init') {
          authorization = payload?.authorization
          socket.send(JSON.stringify({ type: 'connection_ack' }))
        } else if (type === 'subscribe') {
          this.#tell = (event) =>
            socket.send(JSON.stringify({ type: 'next', id, payload: { data: { told: event } } }))
          this.begun.push({ authorization, variables: payload?.variables ?? {} })
        }
      })
    })
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/graphql`
  }

  /** Tells whoever subscribed last. */
  tell(event: object): void {
    this.#tell(event)
  }

  cutOff(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  async stop(): Promise<void> {
    this.cutOff()
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
  }
}
