import type { ApolloClient } from '@apollo/client'
import {
  type Connection,
  Emitter,
  type Executor,
  type InputOf,
  newId,
  type Outcome,
  type TypedDocument,
  write,
} from '@frontdesk/client'
import {
  broadcastNotice,
  indexedDbStorage,
  isSettled,
  Queue,
  webLock,
  type Write,
} from '@frontdesk/client/queue'

import type { Noun } from '@/gql/nouns'
import { whoIsSignedIn } from '@/session/whoIsSignedIn'

import { type Body, type Creation, type Edit, isCreation, isWaiting, patchesOf, type Waiting } from './entry'
import { inputOf } from './requests'
import { find, isAway, type SavedRow, sendOnce } from './send'

/** How long an answer may take before the write is kept. */
const ANSWER_MS = 15_000
/** How long anybody is waited for where the connection is known to be lost. */
const LOST_MS = 1_000
/** Less than the shortest history that a server keeps. */
const REMEMBERED_MS = 20 * 60 * 60 * 1000
/** How long it is told how a write ended: a shift. */
const TOLD_MS = 12 * 60 * 60 * 1000

const NONE: readonly Waiting[] = []

/** A save as the page asks for it. */
export interface Saving {
  noun: Noun
  called: string
}
/** It is not saved yet: it is kept on this machine until it is, or until somebody has to choose. */
export interface Kept {
  kind: 'kept'
}
interface EditInput {
  id: string
  expectedVersion: number
  patch: object
  onStale: 'MERGE'
}

/** Saves of one account while the server is away. Nothing goes by way of it while the server answers. */
export class Outbox {
  /** Tells of each row that was saved from here. */
  readonly saved = new Emitter<SavedRow>()
  readonly #changed = new Emitter()
  readonly #client: ApolloClient
  readonly #executor: Executor
  readonly #connection: Connection
  #opening: Promise<Queue<Body> | undefined> = Promise.resolve(undefined)
  #queue: Queue<Body> | undefined

  constructor(client: ApolloClient, executor: Executor, connection: Connection) {
    this.#client = client
    this.#executor = executor
    this.#connection = connection
  }

  /** Another array whenever something has changed. */
  get entries(): readonly Waiting[] {
    return this.#queue?.entries ?? NONE
  }

  readonly on = (listener: () => void): (() => void) => this.#changed.on(listener)

  /** Keeps and sends the writes of this account, and shows those of no other. Answers how to stop. */
  serve(account: string): () => void {
    let over = false
    const opening = this.#open(account)
    this.#opening = opening
    void opening.then(async (queue) => {
      if (!queue || over) return queue?.close()
      this.#queue = queue
      queue.on(() => !over && this.#changed.emit())
      this.#changed.emit()
      await forgetOld(queue)
    })
    const stopListening = this.#connection.states.on((state) => {
      if (state === 'open') this.#queue?.resume()
    })
    return () => {
      over = true
      stopListening()
      void this.#queue?.close()
      this.#queue = undefined
      this.#opening = Promise.resolve(undefined)
      this.#changed.emit()
    }
  }

  /** Saves, and keeps the write where the server gives no answer to it, or others of the row wait already. */
  async save<TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    { noun, called }: Saving,
    input: EditInput,
  ): Promise<Outcome<TData> | Kept> {
    const { id: row, expectedVersion: base } = input
    const patch = input.patch as Edit['patch']
    const [needs, body] = [this.#missing(patch), { noun, called, patch }]
    const kept = { row, base, fields: Object.keys(patch), needs, body }
    return this.#write(document, kept, (mutationId) => ({ ...input, mutationId }))
  }

  /** Makes rows, all or none, and keeps that where the server gives no answer to it. */
  async create<TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    { noun, called }: Saving,
    rows: Creation['rows'],
  ): Promise<Outcome<TData> | Kept> {
    return this.#write(document, this.#creation({ noun, called, rows }), (mutationId) =>
      inputOf(rows, mutationId),
    )
  }

  /** Makes something else in place of what waits, or was refused. False where that is on its way, or done. */
  async recreate({ mutationId }: Waiting, body: Creation): Promise<boolean> {
    return (await this.#queue?.replace(mutationId, this.#creation(body))) !== undefined
  }

  #creation(body: Creation): Write<Body> {
    const [first] = body.rows
    const needs = this.#missing(...body.rows).filter((row) => row !== first.id)
    return { row: first.id, base: 0, fields: Object.keys(first), needs, body }
  }

  /** The rows that are named, and still to be made. */
  #missing(...values: readonly object[]): string[] {
    const named = new Set(values.flatMap((one) => Object.values(one) as unknown[]))
    return this.entries
      .filter((entry) => isCreation(entry) && !isSettled(entry) && named.has(entry.row))
      .map(({ row }) => row)
  }

  async #write<TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    kept: Write<Body>,
    inputNamed: (mutationId: string) => object,
  ): Promise<Outcome<TData> | Kept> {
    const { row, needs = [] } = kept
    const isBehind = needs.length > 0 || this.entries.some((entry) => entry.row === row && isWaiting(entry))
    if (this.#queue && (isBehind || (await this.#isUnreachable()))) {
      await this.#accept(this.#queue, kept)
      return { kind: 'kept' }
    }
    const sent = { mutationId: newId(), first: Date.now() }
    const answer = write(this.#executor, document, inputNamed(sent.mutationId) as InputOf<TVariables>)
    const outcome = await within(answer, ANSWER_MS)
    if (outcome && !(outcome.kind === 'failed' && isAway(outcome.error))) return outcome
    const queue = await this.#opening
    if (!queue) return answer
    try {
      await this.#accept(queue, kept, sent)
      return { kind: 'kept' }
    } catch {
      // What this browser can't keep is no more than a failed save.
      return answer
    }
  }

  /** What would get no answer is kept before it is sent: then it can still be given up. */
  async #isUnreachable(): Promise<boolean> {
    if (this.#connection.state !== 'lost') return false
    const answer = whoIsSignedIn(this.#client).then(
      () => true,
      () => false,
    )
    return !(await within(answer, LOST_MS))
  }

  /** What waits to be set in the noun's rows. */
  patches(noun: Noun): ReadonlyMap<string, Edit['patch']> {
    return patchesOf(this.entries, noun)
  }

  get queue(): Queue<Body> | undefined {
    return this.#queue
  }

  /** Once it resolves, it is kept, and shown. */
  async #accept(queue: Queue<Body>, ...write: Parameters<Queue<Body>['accept']>): Promise<void> {
    const { mutationId } = await queue.accept(...write)
    const isShown = () => queue.entries.some((entry) => entry.mutationId === mutationId)
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!isShown()) return
        stop()
        resolve()
      }
      const stop = queue.on(look)
      look()
    })
  }

  async #open(account: string): Promise<Queue<Body> | undefined> {
    const client = this.#client
    try {
      return await Queue.open<Body>({
        account,
        storage: await indexedDbStorage(indexedDB),
        lock: webLock(navigator.locks),
        notice: broadcastNotice(),
        send: (entry, again, signal) => sendOnce(client, entry, again, signal, (row) => this.saved.emit(row)),
        find: (entry) => find(client, entry),
        remembered: REMEMBERED_MS,
        signedIn: async () => (await whoIsSignedIn(client))?.id,
      })
    } catch {
      // A browser that keeps nothing: its saves fail as they did.
      return undefined
    }
  }
}

async function forgetOld(queue: Queue<Body>): Promise<void> {
  const old = queue.entries.filter(
    (entry) => isSettled(entry) && entry.state.at === 'ended' && Date.now() - entry.state.ended > TOLD_MS,
  )
  if (old.length > 0) await queue.forget(...old.map(({ mutationId }) => mutationId)).catch(() => undefined)
}

/** Undefined where there is no answer in time. */
function within<Result>(answer: Promise<Result>, ms: number): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
