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
