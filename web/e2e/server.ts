import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const TARGET = process.env.CARGO_TARGET_DIR ?? join(import.meta.dirname, '../../target')
const PROGRAM = process.env.FRONTDESK_BIN ?? join(TARGET, 'debug/frontdesk')
const READY_MS = 60_000

/** The real program with the demo hotel, on a port and in a folder of its own. */
export class Server {
  readonly url: string
  readonly #port: number
  readonly #folder: string
  readonly #settings: readonly string[]
  readonly #house: readonly string[]
  #process: ChildProcess | undefined

  private constructor(port: number, folder: string, settings: readonly string[], house = ['--demo']) {
    this.#port = port
    this.#house = house
    this.#settings = settings
    this.#folder = folder
    this.url = `http://127.0.0.1:${port}`
  }

  static async start(...settings: string[]): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), 'frontdesk-e2e-')), settings)
    await server.restart()
    return server
  }

  /** A house that nobody has furnished: with one manager, whom the operator added, and nothing else. */
  static async empty(email: string, name: string, password: string): Promise<Server> {
    const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), 'frontdesk-e2e-')), [], [])
    await server.restart()
    const account = ['user', 'add', email, '--name', name, '--role', 'manager', '--data-dir', server.#folder]
    const adding = promisify(execFile)(PROGRAM, account)
    adding.child.stdin?.end(`${password}\n`)
    await adding
    return server
  }

  /** Starts again on the same port and data, after `kill` or `stop`. */
  async restart(): Promise<void> {
    const listen = ['--listen', `127.0.0.1:${this.#port}`, '--data-dir', this.#folder]
    this.#process = spawn(PROGRAM, ['serve', ...this.#house, '--log', 'warn', ...listen, ...this.#settings], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    await until(`${this.url}/readyz`, this.#process)
  }

  /** As if the power went out. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Writes past the API, into the running server's own PostgreSQL, where the log has all that was committed before. */
  async sql(statements: string): Promise<void> {
    // The fifth line names the folder of the Unix socket: PostgreSQL's manual, "Data directory layout".
    const status = await readFile(join(this.#folder, 'postgres/postmaster.pid'), 'utf8')
    const socket = status.split('\n')[4] ?? ''
    const options = ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', '--single-transaction']
    const into = ['--host', socket, '--username', 'frontdesk', 'frontdesk']
    const commands = ['--command', 'SELECT frontdesk_sequence()', '--command', statements]
    await promisify(execFile)('psql', [...options, ...into, ...commands])
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (!running || running.exitCode !== null) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
  }
}

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  if (typeof address !== 'object' || !address) throw new Error('the listener has no port')
  return address.port
}

/** Asks `url` until it is answered well. */
async function until(url: string, process: ChildProcess): Promise<void> {
  const failed = Date.now() + READY_MS
  while (Date.now() < failed) {
    if (process.exitCode !== null) throw new Error(`${PROGRAM} ended with ${process.exitCode}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await pause(100)
  }
  throw new Error(`${url} was not ready within ${READY_MS} ms`)
}
