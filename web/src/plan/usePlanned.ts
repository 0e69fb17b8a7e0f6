import { useCallback, useMemo, useSyncExternalStore } from 'react'

import type { PlannedBookings } from './PlannedBookings'

/** What `read` makes of the bookings as they are: the same array as long as the same is in it. */
export function usePlanned<Item>(
  bookings: PlannedBookings,
  /** Another function is another question: keep it between renderings. */
  read: () => readonly Item[],
): readonly Item[] {
  const answer = useMemo(() => new Answer(bookings, read), [bookings, read])
  const subscribe = useCallback((changed: () => void) => bookings.onAny(changed), [bookings])
  return useSyncExternalStore(subscribe, answer.look)
}

/** The last answer to a question, and of which revision it is. */
class Answer<Item> {
  readonly #bookings: PlannedBookings
  readonly #read: () => readonly Item[]
  #revision = -1
  #last: readonly Item[] = []

  constructor(bookings: PlannedBookings, read: () => readonly Item[]) {
    this.#bookings = bookings
    this.#read = read
  }

  readonly look = (): readonly Item[] => {
    const { revision } = this.#bookings
    if (this.#revision === revision) return this.#last
    this.#revision = revision
    const next = this.#read()
    if (!same(this.#last, next)) this.#last = next
    return this.#last
  }
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place])
}
