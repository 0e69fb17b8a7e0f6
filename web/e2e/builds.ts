import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  request,
  type Server as HttpServer,
  type ServerResponse,
} from 'node:http'
import { connect } from 'node:net'
import { extname, join } from 'node:path'
import type { Duplex } from 'node:stream'

import type { Server } from './server'

const PAGE = join(import.meta.dirname, '../dist/page')
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}
type Build = ReadonlyMap<string, string>

/** The page as another build of it has it: no file has its name from before, and each says which build it is of. */
export async function built(mark: string): Promise<Build> {
  const assets = (await readdir(join(PAGE, 'assets'))).filter((name) => TYPES[extname(name)])
  const renamed = (text: string) =>
    assets.reduce((all, name) => all.replaceAll(name, name.replace('.', `.${mark}.`)), text)
  const build = new Map<string, string>()
  for (const name of ['index.html', 'sw.js', 'icon.svg', ...assets.map((asset) => `assets/${asset}`)]) {
    build.set(`/${renamed(name)}`, renamed(await readFile(join(PAGE, name), 'utf8')))
  }
  const html = build.get('/index.html') ?? ''
  build.set('/', html.replace('<html', `<html data-build="${mark}"`).replace('%FRONTDESK_DEMO%', 'true'))
  return build.set('/sw.js', (build.get('/sw.js') ?? '').replace(/VERSION = '[^']*'/, `VERSION = '${mark}'`))
}

/** The server's address, where it has one build of the page and later another: all else is its own. */
export class Front {
  build: Build
  readonly #server: Server
  readonly #http: HttpServer
  readonly #sockets = new Set<Duplex>()

  private constructor(server: Server, build: Build) {
    this.#server = server
    this.build = build
    this.#http = createServer((asked, answer) => this.#answer(asked, answer))
    this.#http.on('upgrade', (asked: IncomingMessage, socket: Duplex) => this.#join(asked, socket))
  }

  static async open(server: Server, build: Build): Promise<Front> {
    const front = new Front(server, build)
    front.#http.listen(0, '127.0.0.1')
    await once(front.#http, 'listening')
    return front
  }

  get url(): string {
    const address = this.#http.address()
    return typeof address === 'object' ? `http://127.0.0.1:${address?.port ?? 0}` : ''
  }

  close(): void {
    this.#http.close()
    this.#http.closeAllConnections()
    for (const socket of this.#sockets) socket.destroy()
  }

  #answer(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url?.split('?')[0] ?? '/'
    const isScreen = asked.headers.accept?.includes('text/html') === true && !path.startsWith('/graphql')
    const file = this.build.get(path) ?? (isScreen ? this.build.get('/') : undefined)
    if (file !== undefined) {
      answer.setHeader('content-type', `${TYPES[extname(path)] ?? 'text/html'}; charset=utf-8`)
      answer.setHeader(
        'cache-control',
        path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
      )
      answer.end(file)
      return
    }
    const { method, headers } = asked
    const passed = request(`${this.#server.url}${asked.url ?? ''}`, { method, headers }, (theirs) => {
      answer.writeHead(theirs.statusCode ?? 502, theirs.headers)
      theirs.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  }

  /** A socket, passed on as it is. */
  #join(asked: IncomingMessage, socket: Duplex): void {
    const theirs = connect(Number(new URL(this.#server.url).port), '127.0.0.1', () => {
      const lines = asked.rawHeaders.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
      theirs.write(`${asked.method ?? 'GET'} ${asked.url ?? '/'} HTTP/1.1\r\n${lines}\r\n`)
      theirs.pipe(socket).pipe(theirs)
    })
    for (const [one, other] of [
      [theirs, socket],
      [socket, theirs],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }
}
