import { editedFields, type FormState } from './model.js'

/** What was typed and not saved, by the row it belongs to: it outlives the form that it was typed into. */
export class Drafts {
  readonly #kept = new Map<string, unknown>()

  get<Field extends string>(key: string): FormState<Field> | undefined {
    return this.#kept.get(key) as FormState<Field> | undefined
  }

  keep<Field extends string>(key: string, state: FormState<Field>): void {
    if (editedFields(state).length === 0) this.#kept.delete(key)
    else this.#kept.set(key, { ...state, arrived: {}, sent: undefined, conflict: undefined })
  }

  /** All of them as text, for the page that takes this one's place. */
  carried(): string {
    return JSON.stringify([...this.#kept])
  }

  /** What was carried, where nothing else was typed since. A form gets its noun anew from whoever opens it. */
  take(carried: string): void {
    for (const [key, state] of JSON.parse(carried) as [string, unknown][]) {
      if (!this.has(key)) this.#kept.set(key, state)
    }
  }

  has(key: string): boolean {
    return this.#kept.has(key)
  }

  drop(key: string): void {
    this.#kept.delete(key)
  }

  clear(): void {
    this.#kept.clear()
  }

  get isEmpty(): boolean {
    return this.#kept.size === 0
  }
}
