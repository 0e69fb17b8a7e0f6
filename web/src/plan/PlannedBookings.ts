import type { BookingRowFragment } from '@/gql/graphql'

import { type Lane, layOut } from './lanes'
import { planned, type PlannedBooking, SHOWN, type Stay } from './stay'

/** A booking on the plan. */
export interface Bar extends PlannedBooking, Lane {
  /** It is shown where it was dropped, and the server has not answered yet. */
  saving: boolean
  /** Somebody else has just changed it. */
  changed: boolean
}

type Listener = () => void
const NONE: readonly Bar[] = []

/**
 * The bookings that were loaded, by the room where they lie. Told of one booking, it draws one room anew: that is
 * what keeps a plan of two hundred rooms smooth.
 *
 * Values come from Apollo's cache, in whatever order; a row never goes back to an older version.
 */
export class PlannedBookings {
  readonly #rows = new Map<string, PlannedBooking>()
  readonly #deleted = new Map<string, number>()
  /** Where bookings are shown until the server has answered. */
  readonly #moves = new Map<string, Stay>()
  readonly #changed = new Set<string>()
  readonly #rooms = new Map<string, Set<string>>()
  /** What `room` has answered since the room was last touched. */
  readonly #bars = new Map<string, readonly Bar[]>()
  readonly #roomListeners = new Map<string, Set<Listener>>()
  readonly #listeners = new Set<Listener>()
  #revision = 0

  put(rows: readonly BookingRowFragment[]): void {
    const touched = new Set<string>()
    for (const row of rows) {
      const known = this.#rows.get(row.id)?.row
      if (known === row || (known && known.version > row.version)) continue
      if ((this.#deleted.get(row.id) ?? 0) >= row.version) continue
      this.#place(row.id, touched, () => this.#rows.set(row.id, planned(row)))
    }
    this.#tell(touched)
  }

  /** Takes away what turns out to be gone, unless it is known in a newer version by now. */
  drop(rows: readonly BookingRowFragment[]): void {
    const touched = new Set<string>()
    for (const { id, version } of rows) {
      if (this.#rows.get(id)?.row.version === version) {
        this.#place(id, touched, () => this.#rows.delete(id))
      }
    }
    this.#tell(touched)
  }

  /** Takes away what was deleted as `version`: no late answer brings it back. */
  remove(id: string, version: number): void {
    const touched = new Set<string>()
    this.#deleted.set(id, version)
    this.#place(id, touched, () => this.#rows.delete(id))
    this.#tell(touched)
  }

  /** Shows a booking elsewhere until `settle`. */
  show(id: string, stay: Stay): void {
    const touched = new Set<string>()
    this.#place(id, touched, () => this.#moves.set(id, stay))
    this.#tell(touched)
  }

  /** Shows a booking where it is. */
  settle(id: string): void {
    const touched = new Set<string>()
    this.#place(id, touched, () => this.#moves.delete(id))
    this.#tell(touched)
  }

  highlight(id: string, changed: boolean): void {
    const touched = new Set<string>()
    this.#place(id, touched, () => (changed ? this.#changed.add(id) : this.#changed.delete(id)))
    this.#tell(touched)
  }

  /** The booking as it is, wherever it is shown. */
  get(id: string): PlannedBooking | undefined {
    return this.#rows.get(id)
  }

  /** What lies in a room, by arrival: the same array until something there changes. */
  room(roomId: string): readonly Bar[] {
    const ids = this.#rooms.get(roomId)
    if (!ids?.size) return NONE
    const known = this.#bars.get(roomId)
    if (known) return known
    const shown = [...ids].flatMap((id) => this.#shown(id) ?? [])
    const bars = layOut(shown.sort((a, b) => a.start - b.start || (a.row.id < b.row.id ? -1 : 1)))
    this.#bars.set(roomId, bars)
    return bars
  }

  /** All bookings that are loaded and shown, in no order. */
  *all(): Iterable<Bar> {
    for (const roomId of this.#rooms.keys()) yield* this.room(roomId)
  }

  /** Rises whenever anything changes. */
  get revision(): number {
    return this.#revision
  }

  onRoom(roomId: string, listener: Listener): () => void {
    const listeners = this.#roomListeners.get(roomId) ?? new Set()
    this.#roomListeners.set(roomId, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  onAny(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #shown(id: string): Omit<Bar, keyof Lane> | undefined {
    const booking = this.#rows.get(id)
    if (!booking || !SHOWN.includes(booking.row.status)) return undefined
    const move = this.#moves.get(id)
    return { ...booking, ...move, saving: move !== undefined, changed: this.#changed.has(id) }
  }

  /** Changes a booking, and takes it from the room where it was to the one where it is. */
  #place(id: string, touched: Set<string>, change: () => void): void {
    const before = this.#shown(id)?.roomId
    change()
    const after = this.#shown(id)?.roomId
    if (before !== undefined) {
      this.#rooms.get(before)?.delete(id)
      touched.add(before)
    }
    if (after !== undefined) {
      this.#rooms.set(after, (this.#rooms.get(after) ?? new Set()).add(id))
      touched.add(after)
    }
  }

  #tell(touched: ReadonlySet<string>): void {
    if (!touched.size) return
    this.#revision++
    for (const roomId of touched) this.#bars.delete(roomId)
    for (const roomId of touched) this.#roomListeners.get(roomId)?.forEach((listener) => listener())
    this.#listeners.forEach((listener) => listener())
  }
}
