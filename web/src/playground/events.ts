interface Event {
  /** When it came, by this machine's clock. */
  at: string
}

/** Enough to look through; an editor that shows more becomes slow. */
const KEPT = 200

/**
 * Tells, for each event of a subscription, all that came so far, the newest first: the playground shows only what
 * was told last.
 */
export function asList<T extends object>(
  events: AsyncIterable<T>,
  onEvent: (event: T) => void,
): AsyncIterableIterator<{ events: (Event & T)[] }> {
  const source = events[Symbol.asyncIterator]()
  let heard: (Event & T)[] = []
  // No generator: `return` of one that waits for an event is only carried out after it.
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const event = await source.next()
      if (event.done) return { done: true, value: undefined }
      onEvent(event.value)
      heard = [{ at: new Date().toISOString(), ...event.value }, ...heard].slice(0, KEPT)
      return { done: false, value: { events: heard } }
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
}
