import {
  type Entry,
  isOpenQuestion,
  memoryLock,
  memoryNotice,
  memoryStorage,
  Queue,
} from '@frontdesk/client/queue'
import { findIn, type Patch, type Post, sendTo } from './guests'
import type { Random } from './random'

const FIELDS = ['notes', 'phone', 'email'] as const

/** One account's browser: what it has on its disk survives its tabs; its way to the server may be cut. */
export class Desk {
  /** The names of all writes that the queue has accepted, with what they set. */
  readonly accepted = new Map<string, Entry<Patch>>()
  readonly storage = memoryStorage<Patch>()
  readonly #lock = memoryLock()
  readonly #join = memoryNotice()
  readonly #seen = new Map<string, number>()
  readonly #random: Random
  readonly #ask: Post
  readonly name: string
  tabs: Queue<Patch>[] = []
  /** What a request meets: the way there is cut, or the way back, or either. */
  outage: 'none' | 'there' | 'back' | 'either' = 'none'
  requests = 0

  constructor(name: string, ask: Post, random: Random) {
    this.name = name
    this.#ask = ask
    this.#random = random
  }

  readonly #post: Post = async (query, variables) => {
    this.requests++
    const met = this.outage === 'either' ? this.#random.of(['none', 'there', 'back']) : this.outage
    if (met === 'there') throw new TypeError('cut off')
    const answer = await this.#ask(query, variables)
    if (met === 'back') throw new TypeError('cut off after it arrived')
    return answer
  }

  async open(): Promise<void> {
    this.tabs.push(
      await Queue.open<Patch>({
        account: this.name,
        storage: this.storage,
        lock: this.#lock,
        notice: this.#join(),
        send: (entry, again) => sendTo(this.#post, entry, again),
        find: (entry) => findIn(this.#post, entry),
        remembered: Infinity,
        touches: (fields, changed) => fields.some((field) => changed.includes(field)),
        backOff: () => 5,
      }),
    )
  }

  async closeOne(): Promise<void> {
    const [closed] = this.tabs.splice(this.#random.below(this.tabs.length || 1), 1)
    await closed?.close()
  }

  /** Looks at a guest: what is edited next is edited on this version. */
  async look(row: string): Promise<void> {
    const { data } = await this.#ask('query ($id: ID!) { guest(id: $id) { version } }', { id: row })
    this.#seen.set(row, (data as { guest: { version: number } }).guest.version)
  }

  async write(row: string, mark: string): Promise<void> {
    if (this.tabs.length === 0) await this.open()
    const field = this.#random.of(FIELDS)
    const body = { [field]: field === 'email' ? `${mark}@example.com` : mark }
    const base = this.#seen.get(row) ?? 1
    this.#keep(await this.#random.of(this.tabs).accept({ row, base, fields: [field], body }))
  }

  /** Chooses about one write that waits for it, if any does. */
  async choose(): Promise<void> {
    const asked = (await this.storage.list(this.name)).find(isOpenQuestion)
    const [tab] = this.tabs
    if (!asked || !tab) return
    const { body, fields, mutationId, state } = asked
    const conflict = state.at === 'ended' && state.end.as === 'conflict' ? state.end : undefined
    if (!conflict || this.#random.number() < 0.5) {
      await tab.drop(mutationId)
      return
    }
    const mine = { base: conflict.currentVersion, fields, body }
    const entry = await tab.replace(mutationId, mine)
    if (entry) this.#keep(entry)
  }

  #keep(entry: Entry<Patch>): void {
    this.accepted.set(entry.mutationId, entry)
  }
}
