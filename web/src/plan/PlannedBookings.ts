import { VersionGuard } from '@frontdesk/client'
import type { BookingRowFragment } from '@/gql/graphql'

import { type Lane, layOut } from './lanes'
import type { DayNumber } from './days'
import { isOverdue, overlaps, planned, type PlannedBooking, SHOWN, type Stay } from './stay'
import { blockOf } from './viewport'

/** A booking on the plan. */
export interface Bar extends PlannedBooking, Lane {
  /** It is shown where it was dropped, and the server has not answered yet. */
  saving: boolean
  /** Somebody else has just changed it. */
  changed: boolean
  /** Something of it waits to be saved. */
  waiting: boolean
}

type Listener = () => void
const NONE: readonly Bar[] = []

/**
 * The bookings that were loaded, by the room where they lie. Told of one booking, it draws one room anew: that is
 * what keeps a plan of two hundred rooms smooth.
 *
 * Rows come from pages, events and saves, in whatever order; none goes back to an older version.
 */
export class PlannedBookings {
  readonly #rows = new Map<string, PlannedBooking>()
  readonly #guard = new VersionGuard()
  /** Where bookings are shown until the server has answered. */
  readonly #moves = new Map<string, Stay>()
  /** What waits to be set in bookings: they are shown as if it were. */
  readonly #waiting = new Map<string, object>()
  readonly #changed = new Set<string>()
  readonly #complete = new Set<DayNumber>()
  readonly #rooms = new Map<string, Set<string>>()
  /** What `room` answered last, and whose answer is out of date. */
  readonly #bars = new Map<string, readonly Bar[]>()
  readonly #stale = new Set<string>()
  readonly #roomListeners = new Map<string, Set<Listener>>()
  readonly #listeners = new Set<Listener>()
  #revision = 0

  put(rows: readonly BookingRowFragment[]): void {
    const touched = new Set<string>()
    for (const row of rows) {
      const known = this.#rows.get(row.id)?.row
      const newest = this.#newest(row, known)
      if (!newest || newest === known) continue
      this.#place(row.id, touched, () => this.#rows.set(row.id, planned(newest)))
    }
    this.#tell(touched)
  }

  /** Shows a guest's bookings under the name that they have now. */
  rename(guest: BookingRowFragment['guest']): void {
    const theirs = [...this.#rows.values()].filter(({ row }) => row.guestId === guest.id)
    this.put(theirs.map(({ row }) => ({ ...row, guest })))
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
    this.#guard.forget(id, version)
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

  /** Shows bookings with what waits to be set in them. */
  wait(patches: ReadonlyMap<string, object>): void {
    const touched = new Set<string>()
    const before = new Map(this.#waiting)
    for (const id of new Set([...before.keys(), ...patches.keys()])) {
      const [was, is] = [before.get(id), patches.get(id)]
      if (was === is) continue
      this.#place(id, touched, () => {
        if (is) this.#waiting.set(id, is)
        else this.#waiting.delete(id)
      })
    }
    this.#tell(touched)
  }

  /** All that lies in this block of days is loaded. */
  complete(block: DayNumber): void {
    this.#complete.add(block)
    this.#tell(new Set(), true)
  }

  /** Whether all that lies on a day is known. */
  knows(day: DayNumber): boolean {
    return this.#complete.has(blockOf(day))
  }

  highlight(id: string, changed: boolean): void {
    const touched = new Set<string>()
    this.#place(id, touched, () => (changed ? this.#changed.add(id) : this.#changed.delete(id)))
    this.#tell(touched)
  }

  /** The booking as it is, wherever it is shown, with what waits to be set in it. */
  get(id: string): PlannedBooking | undefined {
    const booking = this.#rows.get(id)
    const patch = this.#waiting.get(id)
    return booking && patch ? planned({ ...booking.row, ...patch }) : booking
  }

  /** What lies in a room, by arrival: the same array until something there changes, and the same bars but for that. */
  room(roomId: string): readonly Bar[] {
    const ids = this.#rooms.get(roomId)
    if (!ids?.size) return NONE
    const before = this.#bars.get(roomId) ?? NONE
    if (!this.#stale.has(roomId)) return before
    const shown = [...ids].flatMap((id) => this.#shown(id))
    const known = new Map(before.map((bar) => [bar.row.id, bar]))
    const bars = layOut(shown.sort((a, b) => a.start - b.start || (a.row.id < b.row.id ? -1 : 1))).map(
      (bar) => {
        const same = known.get(bar.row.id)
        return same && equal(same, bar) ? same : bar
      },
    )
    this.#bars.set(roomId, bars)
    this.#stale.delete(roomId)
    return bars
  }

  /** The same in no order and not laid out: enough to count by, at a tenth of the time. */
  lyingIn(roomId: string): PlannedBooking[] {
    const lying: PlannedBooking[] = []
    for (const id of this.#rooms.get(roomId) ?? []) {
      const booking = this.get(id)
      const move = this.#moves.get(id)
      if (booking) lying.push(move ? { ...booking, ...move } : booking)
    }
    return lying
  }

  /** Who is in house on a day, arrives or leaves. */
  on(day: DayNumber): PlannedBooking[] {
    const found: PlannedBooking[] = []
    for (const [id, booking] of this.#rows) {
      const { start, end } = this.#moves.get(id) ?? this.#waitingAt(id) ?? booking
      if (start <= day && end >= day) found.push(...this.#shown(id))
    }
    return found
  }

  /** The bookings that have one of these nights, as they are. */
  within(nights: Pick<Stay, 'start' | 'end'>): BookingRowFragment[] {
    return [...this.#rows.values()].filter((booking) => overlaps(booking, nights)).map(({ row }) => row)
  }

  /** Those whose guests should have come before `today`, as they are. */
  overdue(today: DayNumber): PlannedBooking[] {
    return [...this.#rows.values()].filter((booking) => isOverdue(booking, today))
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

  /** Of the booking and of its guest, each a row of its own, the newer version; nothing where it is deleted. */
  #newest(row: BookingRowFragment, known: BookingRowFragment | undefined): BookingRowFragment | undefined {
    const arrival = this.#guard.judge(row.id, row.version, known?.version)
    if (arrival === 'deleted') return undefined
    if (!known) return row
    const [newest, other] = arrival === 'newer' ? [row, known] : [known, row]
    const { guest } = other
    if (guest.id !== newest.guest.id) return newest
    const isNewer = this.#guard.judge(guest.id, guest.version, newest.guest.version) === 'newer'
    return isNewer ? { ...newest, guest } : newest
  }

  #waitingAt(id: string): PlannedBooking | undefined {
    return this.#waiting.has(id) ? this.get(id) : undefined
  }

  /** The booking as it is to be shown, or nothing. */
  #shown(id: string): Omit<Bar, keyof Lane>[] {
    const booking = this.get(id)
    if (!booking || !SHOWN.includes(booking.row.status)) return []
    const move = this.#moves.get(id)
    const waiting = this.#waiting.has(id)
    return [{ ...booking, ...move, saving: move !== undefined, changed: this.#changed.has(id), waiting }]
  }

  /** Changes a booking, and takes it from the room where it was to the one where it is. */
  #place(id: string, touched: Set<string>, change: () => void): void {
    const before = this.#shown(id)[0]?.roomId
    change()
    const after = this.#shown(id)[0]?.roomId
    if (before !== undefined) {
      this.#rooms.get(before)?.delete(id)
      touched.add(before)
    }
    if (after !== undefined) {
      this.#rooms.set(after, (this.#rooms.get(after) ?? new Set()).add(id))
      touched.add(after)
    }
  }

  #tell(touched: ReadonlySet<string>, learned = false): void {
    if (!touched.size && !learned) return
    this.#revision++
    for (const roomId of touched) this.#stale.add(roomId)
    for (const roomId of touched) this.#roomListeners.get(roomId)?.forEach((listener) => listener())
    this.#listeners.forEach((listener) => listener())
  }
}

function equal(a: Bar, b: Bar): boolean {
  return (Object.keys(b) as (keyof Bar)[]).every((key) => a[key] === b[key])
}
