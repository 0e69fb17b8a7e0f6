import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const WEB = join(import.meta.dirname, '../..')
const EXAMPLES = join(WEB, 'examples')
const READY_MS = 60_000

/** A front end as somebody outside makes it, with a package of this checkout and Vite's template, in a folder elsewhere. */
export class Stranger {
  readonly #parent: string
  readonly #folder: string
  readonly #environment = { ...process.env }
  #preview: ChildProcess | undefined

  private constructor(parent: string) {
    this.#parent = parent
    this.#folder = join(parent, 'my-bookings')
  }

  static async arrive(): Promise<Stranger> {
    return new Stranger(await mkdtemp(join(tmpdir(), 'frontdesk-outside-')))
  }

  /** Does what the examples' README says, up to `npm install`. */
  async install(): Promise<void> {
    const answers = ['--template', 'react-ts', '--no-interactive']
    await this.#run(this.#parent, join(WEB, 'node_modules/.bin/create-vite'), 'my-bookings', ...answers)
    const pack = ['pack', '--workspace', '@frontdesk/client', '--pack-destination', this.#folder]
    await this.#run(WEB, 'npm', ...pack)
    const readme = await readFile(join(EXAMPLES, 'README.md'), 'utf8')
    // What was packed under the same version before is not what is packed now: its digest is in no lock yet.
    const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--no-progress']
    for (const [, packages = ''] of readme.matchAll(/^\$ npm install (.*)$/gm)) {
      await this.#run(this.#folder, 'npm', 'install', ...packages.split(' '), ...quietly)
    }
  }

  /** Lays an example over the template, and does to it what its author would. Throws where anything complains. */
  async build(example: string, server: string): Promise<void> {
    this.#environment.VITE_FRONTDESK_URL = server
    const template = join(WEB, 'node_modules/create-vite/template-react-ts/src')
    await rm(join(this.#folder, 'src'), { recursive: true })
    await cp(template, join(this.#folder, 'src'), { recursive: true })
    await cp(join(EXAMPLES, example), this.#folder, { recursive: true })
    await cp(join(WEB, '../schema.graphql'), join(this.#folder, 'schema.graphql'))
    await this.#run(this.#folder, 'npx', 'graphql-codegen')
    await this.#run(this.#folder, 'npm', 'run', 'lint')
    // The template's: the type check with its own TypeScript and settings, then Vite.
    await this.#run(this.#folder, 'npm', 'run', 'build')
  }

  /** Serves what was built, also what is built later, as `host`. */
  async serve(host: string, port: number): Promise<void> {
    const listen = ['preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort']
    this.#preview = spawn(join(this.#folder, 'node_modules/.bin/vite'), listen, {
      cwd: this.#folder,
      env: { ...process.env, __VITE_ADDITIONAL_SERVER_ALLOWED_HOSTS: host },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const failed = Date.now() + READY_MS
    while (!(await fetch(`http://127.0.0.1:${port}`).catch(() => undefined))?.ok) {
      if (Date.now() > failed || this.#preview.exitCode !== null)
        throw new Error('vite preview does not answer')
      await pause(100)
    }
  }

  async leave(): Promise<void> {
    if (this.#preview?.exitCode === null) {
      const ended = once(this.#preview, 'exit')
      this.#preview.kill()
      await ended
    }
    await rm(this.#parent, { recursive: true, force: true })
  }

  async #run(folder: string, program: string, ...given: string[]): Promise<void> {
    try {
      await promisify(execFile)(program, given, { cwd: folder, env: this.#environment, maxBuffer: 2 ** 24 })
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string }
      throw new Error(`${program} ${given.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error })
    }
  }
}
