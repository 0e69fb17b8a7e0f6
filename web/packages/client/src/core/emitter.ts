/** Tells listeners of something, in the order in which they came. */
export class Emitter<Event = void> {
  readonly #listeners = new Set<(event: Event) => void>()

  /** Answers how to stop listening. */
  on(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  emit(event: Event): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}
