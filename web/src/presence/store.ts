import { Emitter } from '@/frontdesk'
import type { PresenceShownFragment } from '@/gql/graphql'

interface Told {
  bookingId: string | null
  present: readonly PresenceShownFragment[]
}

const NOBODY: readonly PresenceShownFragment[] = []

/** Who is where, as it was told last. Who is at a booking stays the same array until somebody there does something. */
export class PresenceStore {
  readonly changed = new Emitter()
  readonly #byBooking = new Map<string, readonly PresenceShownFragment[]>()

  at(bookingId: string): readonly PresenceShownFragment[] {
    return this.#byBooking.get(bookingId) ?? NOBODY
  }

  /** What is told of no booking is told of all. */
  tell({ bookingId, present }: Told): void {
    if (bookingId === null) {
      this.#byBooking.clear()
      for (const somebody of present) {
        this.#byBooking.set(somebody.bookingId, [...this.at(somebody.bookingId), somebody])
      }
    } else if (present.length > 0) {
      this.#byBooking.set(bookingId, present)
    } else {
      this.#byBooking.delete(bookingId)
    }
    this.changed.emit()
  }

  /** While nothing is heard, nobody knows who is where. */
  forget(): void {
    this.#byBooking.clear()
    this.changed.emit()
  }
}

/** Each person once, whatever the number of their windows; where one edits, that counts. */
export function othersOf(
  present: readonly PresenceShownFragment[],
  me: string,
): readonly PresenceShownFragment[] {
  const others = new Map<string, PresenceShownFragment>()
  for (const somebody of present) {
    const { id } = somebody.actor
    if (!id || id === me) continue
    if (others.get(id)?.mode !== 'EDITING') others.set(id, somebody)
  }
  return [...others.values()]
}
