// What the story's window needs around it: a server that can go and come back, and a keyring.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { eventually } from './driver.js'

export async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address()
  listener.close()
  return port
}

async function end(running, signal) {
  if (running.exitCode !== null || running.signalCode !== null) return
  const ended = once(running, 'exit')
  running.kill(signal)
  await ended
}

/** A server with the demo hotel, on a port and in a folder of its own. */
export class Server {
  #program
  #port
  #folder
  #running

  static async start(program) {
    const server = new Server()
    server.#program = program
    server.#port = await freePort()
    server.#folder = await mkdtemp(join(tmpdir(), 'frontdesk-desktop-'))
    await server.start()
    return server
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Also after it was killed: on the same port and data. */
  async start() {
    const settings = ['--listen', `127.0.0.1:${this.#port}`, '--data-dir', this.#folder, '--log', 'warn']
    this.#running = spawn(
      this.#program,
      ['serve', '--demo', '--allow-origin', 'tauri://localhost', ...settings],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    await eventually('the server is ready', async () => (await fetch(`${this.url}/readyz`)).ok)
  }

  /** As if the power went out. */
  async kill() {
    await end(this.#running, 'SIGKILL')
  }

  async stop() {
    await end(this.#running, 'SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** As a program of somebody else's, who is signed in with `token`. */
  async ask(query, variables, token) {
    const answer = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = await answer.json()
    if (!data || errors) throw new Error(JSON.stringify(errors))
    return data
  }
}

/** A session bus with GNOME's keyring on it, which keeps what it is given in a folder of its own. */
export class Keyring {
  #bus
  #daemon
  #folder
  environment

  static async start() {
    const keyring = new Keyring()
    keyring.#folder = await mkdtemp(join(tmpdir(), 'frontdesk-keyring-'))
    keyring.#bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [address] = await once(keyring.#bus.stdout.setEncoding('utf8'), 'data')
    keyring.environment = { DBUS_SESSION_BUS_ADDRESS: address.trim(), XDG_DATA_HOME: keyring.#folder }
    keyring.#daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', '--unlock'], {
      env: { ...process.env, ...keyring.environment, XDG_RUNTIME_DIR: keyring.#folder },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    keyring.#daemon.stdin.end('the password of this keyring')
    return keyring
  }

  async stop() {
    await end(this.#daemon, 'SIGTERM')
    await end(this.#bus, 'SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** A machine without a keyring, such as a server or a kiosk. */
export const NO_KEYRING = { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
