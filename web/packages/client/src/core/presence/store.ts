import { Emitter } from '../emitter.js'

/** Somebody who has a place open. */
export interface Present {
  mode: string
  actor: { id?: string | null }
}

/** Who is where, as it was told last. Who is at a place stays the same array until somebody there does something. */
export class PresenceStore<Somebody extends Present> {
  readonly changed = new Emitter()
  readonly #placeOf: (somebody: Somebody) => string
  readonly #byPlace = new Map<string, readonly Somebody[]>()
  readonly #nobody: readonly Somebody[] = []

  constructor(placeOf: (somebody: Somebody) => string) {
    this.#placeOf = placeOf
  }

  at(place: string): readonly Somebody[] {
    return this.#byPlace.get(place) ?? this.#nobody
  }

  /** What is told of no place is told of all. */
  tell(place: string | null, present: readonly Somebody[]): void {
    if (place === null) {
      this.#byPlace.clear()
      for (const somebody of present) {
        const at = this.#placeOf(somebody)
        this.#byPlace.set(at, [...this.at(at), somebody])
      }
    } else if (present.length > 0) {
      this.#byPlace.set(place, present)
    } else {
      this.#byPlace.delete(place)
    }
    this.changed.emit()
  }

  /** While nothing is heard, nobody knows who is where. */
  forget(): void {
    this.#byPlace.clear()
    this.changed.emit()
  }
}

/** Each person once, whatever the number of their windows; where one edits, that counts. */
export function othersOf<Somebody extends Present>(
  present: readonly Somebody[],
  me: string,
): readonly Somebody[] {
  const others = new Map<string, Somebody>()
  for (const somebody of present) {
    const { id } = somebody.actor
    if (!id || id === me) continue
    if (others.get(id)?.mode !== 'EDITING') others.set(id, somebody)
  }
  return [...others.values()]
}
