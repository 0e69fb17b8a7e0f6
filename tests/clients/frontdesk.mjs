// A throwaway Frontdesk for test runners on Node.js: copy this file and `frontdesk.d.mts`, or import them from here.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** How long a server that is asked to stop may take. */
const STOP_MS = 10_000
/** What of the server's log is told when it does not start. */
const LOG_LENGTH = 4_000

/** Settings of some other server in this environment are not meant for this one. */
function environment() {
  const others = /^(FRONTDESK|DATABASE)_/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !others.test(name)))
}

/** Starts a server with the demo's rows, on a free port and a database of its own, and waits until it answers. */
export async function startFrontdesk(options = {}) {
  const {
    program = process.env.FRONTDESK_BIN ?? 'frontdesk',
    today,
    settings = [],
    readyMs = 60_000,
  } = options
  const command = [
    'serve',
    '--throwaway',
    '--log',
    'error',
    ...(today ? ['--today', today] : []),
    ...settings,
  ]
  // The server ends when its input does, however this process goes.
  const running = spawn(program, command, { env: environment(), stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => running.once('close', resolve))
  let log = ''
  running.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-LOG_LENGTH)))
  running.stdin.on('error', () => {})

  let failed
  const failure = new Promise((_, reject) => {
    failed = reject
  })
  running.once('error', (error) => failed(new Error(`${program} can't be started: ${error.message}`)))
  const timer = setTimeout(
    () => failed(new Error(`${program} was not ready within ${readyMs} ms:\n${log}`)),
    readyMs,
  )
  const lines = createInterface(running.stdout)
  const line = once(lines, 'line')
  ended.then((code) => failed(new Error(`${program} ended with ${code}:\n${log}`)))
  let told
  try {
    told = JSON.parse((await Promise.race([line, failure]))[0])
  } catch (error) {
    running.kill('SIGKILL')
    throw error
  } finally {
    clearTimeout(timer)
    line.catch(() => {})
    failure.catch(() => {})
  }
  // Whoever forgets to stop it can end all the same.
  for (const handle of [running, running.stdin, running.stdout, running.stderr]) handle.unref()

  return {
    ...told,
    async reset() {
      const answer = await fetch(`${told.url}/throwaway/reset`, { method: 'POST' })
      if (!answer.ok) throw new Error(`${told.url} could not be reset: ${await answer.text()}`)
    },
    async stop() {
      running.ref()
      running.stdin.end()
      const late = setTimeout(() => running.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(late)
    },
  }
}
