import { Emitter } from '@frontdesk/client'
import type { BookingChange } from '@/live/context'

/** What somebody did to a booking, or to several in one go. */
export interface NewsItem {
  key: string
  /** Grows with each change that the news takes in. */
  edition: number
  /** When the newest of it was done: as the server says, and as this machine heard it. */
  at: string
  heard: number
  /** Of each booking its changes, oldest first. */
  bookings: readonly (readonly BookingChange[])[]
  seen: boolean
}

/** What somebody does to the same booking within this time is one piece of news. */
const SAME_MS = 60_000
/** Who does more than so many things within this time does them in one go: an import, or a group that is moved. */
const [BURST, BURST_MS] = [3, 10_000]
const KEPT = 50

/** What others did to bookings, newest first, for as long as the page is open. */
export class News {
  readonly changed = new Emitter()
  #items: readonly NewsItem[] = []
  #edition = 0

  get items(): readonly NewsItem[] {
    return this.#items
  }

  get unseen(): number {
    return this.#items.filter(({ seen }) => !seen).length
  }

  add(change: BookingChange, now = Date.now()): void {
    const theirs = this.#items.filter((item) => whoOf(item) === who(change))
    const recent = theirs.filter(({ heard }) => now - heard < BURST_MS)
    const same = theirs.find(
      ({ heard, bookings }) => now - heard < SAME_MS && bookings.some((of) => isOf(of, change)),
    )
    const into = same ?? recent.find(({ bookings }) => bookings.length > 1)
    const taken = into ? [into] : recent.length >= BURST ? recent : []
    const edition = ++this.#edition
    const item: NewsItem = {
      key: into?.key ?? `news-${edition}`,
      edition,
      at: change.at,
      heard: now,
      bookings: withChange(
        taken.toReversed().flatMap(({ bookings }) => bookings),
        change,
      ),
      seen: false,
    }
    this.#set([item, ...this.#items.filter((other) => !taken.includes(other))].slice(0, KEPT))
  }

  /** One of it, or all. */
  markSeen(key?: string): void {
    if (this.unseen === 0) return
    this.#set(
      this.#items.map((item) => (key === undefined || item.key === key ? { ...item, seen: true } : item)),
    )
  }

  #set(items: readonly NewsItem[]): void {
    this.#items = items
    this.changed.emit()
  }
}

function withChange(bookings: NewsItem['bookings'], change: BookingChange): NewsItem['bookings'] {
  const before = bookings.find((of) => isOf(of, change)) ?? []
  return [...bookings.filter((of) => of !== before), [...before, change]]
}

function isOf(changes: readonly BookingChange[], { bookingId }: BookingChange): boolean {
  return changes.some((change) => change.bookingId === bookingId)
}

function whoOf({ bookings }: NewsItem): string | undefined {
  const change = bookings[0]?.[0]
  return change && who(change)
}

function who({ actor: { kind, id, name } }: BookingChange): string {
  return `${kind} ${id ?? name}`
}
