import { backOff as defaultBackOff } from '../core/backOff.js'
import { newId } from '../core/newId.js'
import { type Outcome, type Entry, type Sent, type Write } from './entry.js'
import * as steps from './steps.js'
import type { QueueStorage } from './storage.js'
import type { Lock, Notice } from './tabs.js'

/** What can be told of a write whose name the server may have forgotten. */
export type Found =
  /** It is there, and made this version. */
  | { kind: 'arrived'; version: number | undefined; detail?: unknown }
  /** It is certain that it never came: the history reaches back to before it was sent, or the row never changed. */
  | { kind: 'absent' }
  | { kind: 'unknown' }

export interface QueueOptions<Body> {
  /** Whose writes these are. */
  account: string
  storage: QueueStorage<Body>
  lock: Lock
  notice: Notice
  /**
   * Sends a write once, under its `mutationId`, on its `base`. `again` where it may have arrived before: then the
   * row in the server's answer may be newer than what the write made. An error counts as `unanswered`.
   */
  send: (entry: Entry<Body>, again: boolean, signal: AbortSignal) => Promise<Outcome>
  /** Looks for a write that may have arrived, and is too old to be sent again. An error is asked again. */
  find: (entry: Entry<Body>, signal: AbortSignal) => Promise<Found>
  /** For how many milliseconds after it was first sent a name is known to the server: less than its history's days. */
  remembered: number
  /**
   * Asked before each write; a session of somebody else's, or none, sends nothing. As long as it gives no answer, the
   * write has not left, and can be dropped or replaced.
   */
  signedIn?: (signal: AbortSignal) => Promise<string | undefined>
  /** Which fields belong together. Without it, a write after one that was merged is always compared by the server. */
  touches?: steps.Touches
  now?: () => number
  newId?: () => string
  /** How long to wait after so many requests in a row without an answer. */
  backOff?: (failures: number) => number
}

/** `elsewhere`: another tab sends. `away`: no answer, and it is tried again. `failing`: nothing can be stored. */
export type QueueState = 'elsewhere' | 'idle' | 'sending' | 'away' | 'signedOut' | 'failing'

/**
 * The writes of one account, kept until each has ended, and sent in their order by one tab. What was accepted is neither
 * lost nor carried out twice, whatever is closed, killed or cut off meanwhile.
 */
export class Queue<Body> {
  readonly #options: QueueOptions<Body>
  readonly #closed = new AbortController()
  readonly #listeners = new Set<() => void>()
  readonly #stopListening: () => void
  readonly #over: Promise<void>
  #entries: readonly Entry<Body>[] = []
  #state: QueueState = 'elsewhere'
  #reads = 0
  #woken = false
  #wake: (() => void) | undefined

  private constructor(options: QueueOptions<Body>) {
    this.#options = options
    this.#stopListening = options.notice.on(() => this.#heard())
    this.#over = this.#replay()
  }

  static async open<Body>(options: QueueOptions<Body>): Promise<Queue<Body>> {
    const queue = new Queue(options)
    await queue.#read()
    return queue
  }

  /** All that is not forgotten, in order. Another array whenever something has changed. */
  get entries(): readonly Entry<Body>[] {
    return this.#entries
  }

  get state(): QueueState {
    return this.#state
  }

  /** Tells of changes of `entries` and `state`. Answers how to stop listening. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Once it resolves, the write is kept. Where it rejects, the write was not accepted. `sent` is for one that was sent
   * past the queue and whose answer never came: it goes on under the name that it has.
   */
  accept(write: Write<Body>, sent?: Sent): Promise<Entry<Body>> {
    const { account } = this.#options
    const mutationId = sent?.mutationId ?? this.#newId()
    const of = { account, mutationId, now: this.#now(), sent }
    return this.#change((entries) => steps.accept(entries, write, of))
  }

  /** Theirs, or nothing: what waits behind it goes on. False where there is nothing to choose. */
  drop(mutationId: string): Promise<boolean> {
    return this.#change((entries) => steps.drop(entries, mutationId, this.#now()))
  }

  /** Mine, or something else: a new write in its place. Undefined where there is nothing to choose. */
  replace(mutationId: string, write: Omit<Write<Body>, 'row'>): Promise<Entry<Body> | undefined> {
    const name = this.#newId()
    return this.#change((entries) =>
      steps.replace(entries, mutationId, write, { mutationId: name, now: this.#now() }),
    )
  }

  /** The same once more, after a mistake of the server's. False where it can't be. */
  again(mutationId: string): Promise<boolean> {
    return this.#change((entries) => steps.again(entries, mutationId))
  }

  /** Takes those that are settled out of `entries`. */
  forget(...mutationIds: string[]): Promise<void> {
    return this.#change((entries) => steps.forget(entries, mutationIds))
  }

  /** The server is back, or somebody has signed in: whichever tab sends tries at once. */
  resume(): void {
    this.#options.notice.tell()
    this.#goOn()
  }

  /** Sends no more. What is not ended waits for the next queue of this account. */
  async close(): Promise<void> {
    this.#closed.abort()
    this.#stopListening()
    this.#goOn()
    await this.#over
    this.#options.notice.close()
  }

  /** One tab of all that have opened the account's queue, for as long as it is open. */
  async #replay(): Promise<void> {
    const { signal } = this.#closed
    try {
      await this.#options.lock.hold(`frontdesk-queue ${this.#options.account}`, signal, () =>
        this.#sendAll(signal),
      )
    } catch {
      // Without a lock there is no saying that no other tab sends, too.
      if (!signal.aborted) this.#become('failing')
    }
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    const { backOff = defaultBackOff } = this.#options
    let failures = 0
    while (!signal.aborted) {
      this.#woken = false
      const state = await this.#sendNext(signal).catch((): QueueState => 'failing')
      this.#become(state)
      if (state === 'sending') {
        failures = 0
      } else if (state === 'away' || state === 'failing') {
        await this.#pause(backOff(failures++))
      } else {
        await this.#pause()
      }
    }
  }

  /** `sending` where there may be another one right after it. Rejects where the storage fails. */
  async #sendNext(signal: AbortSignal): Promise<QueueState> {
    const unready = await this.#unready(signal)
    if (unready) return unready
    let again = true
    const entry = await this.#change((entries) => {
      const step = steps.begin(entries, this.#now())
      again = step.put.length === 0
      return step
    })
    if (!entry) return 'idle'
    // What was marked here is no news. Where nothing waits, what came meanwhile is.
    this.#woken = false
    // Closed meanwhile: whoever is signed in now may be somebody else.
    if (signal.aborted) return 'idle'
    this.#become('sending')
    const outcome = await orAborted(this.#send(entry, again, signal), signal)
    const { mutationId } = entry
    switch (outcome.kind) {
      case 'unanswered':
        return 'away'
      case 'signedOut':
        return 'signedOut'
      case 'forgotten':
        await this.#change((entries) => steps.doubt(entries, mutationId))
        return 'sending'
      default: {
        const { touches = () => true } = this.#options
        await this.#change((entries) =>
          steps.end(entries, mutationId, outcome, { now: this.#now(), touches }),
        )
        return 'sending'
      }
    }
  }

  /** Why nothing can be sent just now. Told before anything is marked as being sent. */
  async #unready(signal: AbortSignal): Promise<QueueState | undefined> {
    const { account, signedIn, storage } = this.#options
    if (!signedIn) return undefined
    if (!steps.next(await storage.list(account))) return 'idle'
    const answer = signedIn(signal).then(
      (whose) => ({ kind: whose === account ? 'ready' : 'signedOut' }) as const,
      () => ({ kind: 'unanswered' }) as const,
    )
    const { kind } = await orAborted(answer, signal)
    if (kind === 'ready') return undefined
    return kind === 'signedOut' ? 'signedOut' : 'away'
  }

  async #send(
    entry: Entry<Body>,
    again: boolean,
    signal: AbortSignal,
  ): Promise<Outcome | { kind: 'forgotten' }> {
    const { find, remembered, send } = this.#options
    try {
      const age = entry.state.at === 'sending' ? this.#now() - entry.state.first : 0
      // A clock that was set back says nothing of how long ago it was.
      if (again && (age >= remembered || age < 0)) {
        const found = await find(entry, signal)
        if (found.kind === 'arrived') {
          return { kind: 'saved', version: found.version, mergedFields: [], detail: found.detail }
        }
        if (found.kind === 'unknown') return { kind: 'forgotten' }
      }
      return await send(entry, again, signal)
    } catch {
      return { kind: 'unanswered' }
    }
  }

  async #change<Result>(
    step: (entries: readonly Entry<Body>[]) => steps.Step<Body, Result>,
  ): Promise<Result> {
    const { notice, storage, account } = this.#options
    const { changed, result } = await storage.change(account, (entries) => {
      const next = step(entries)
      const changed = next.put.length > 0 || (next.forget?.length ?? 0) > 0
      return { ...next, result: { changed, result: next.result } }
    })
    if (changed) {
      notice.tell()
      this.#heard()
    }
    return result
  }

  #heard(): void {
    this.#goOn()
    // What can't be read just now is read with the next change.
    this.#read().catch(() => undefined)
  }

  async #read(): Promise<void> {
    const read = ++this.#reads
    const entries = await this.#options.storage.list(this.#options.account)
    if (read !== this.#reads || this.#closed.signal.aborted) return
    this.#entries = steps.inOrder(entries)
    this.#tell()
  }

  #become(state: QueueState): void {
    if (this.#state === state) return
    this.#state = state
    this.#tell()
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #goOn(): void {
    this.#woken = true
    this.#wake?.()
  }

  /** Until something has happened since the last look at the entries, or so many milliseconds. */
  #pause(ms?: number): Promise<void> {
    if (this.#woken) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }

  #newId(): string {
    return (this.#options.newId ?? newId)()
  }
}

/** A queue that is closed waits for no answer: the write is sent again under its name. */
function orAborted<Result>(
  result: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | { kind: 'unanswered' }> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve({ kind: 'unanswered' })
    signal.addEventListener('abort', stop, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
