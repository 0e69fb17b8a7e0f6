/** How a version of a row that arrives stands to the one that is known. */
type Arrival = 'newer' | 'same' | 'late' | 'deleted'

/** Judges what arrives in whatever order: no row goes back to an older version, and what was deleted stays so. */
export class VersionGuard {
  readonly #deleted = new Map<string, number>()

  judge(key: string, version: number, known: number | undefined): Arrival {
    if ((this.#deleted.get(key) ?? 0) >= version) return 'deleted'
    if (known === undefined || version > known) return 'newer'
    return version === known ? 'same' : 'late'
  }

  /** The row was deleted as `version`. */
  forget(key: string, version: number): void {
    this.#deleted.set(key, Math.max(version, this.#deleted.get(key) ?? 0))
  }

  clear(): void {
    this.#deleted.clear()
  }
}
