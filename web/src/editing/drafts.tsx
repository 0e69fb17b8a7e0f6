import { createContext, type ReactNode, use, useEffect } from 'react'

import { editedFields, type FormState } from './model'

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

const DraftsContext = createContext<Drafts | undefined>(undefined)

export function useDrafts(): Drafts {
  const drafts = use(DraftsContext)
  if (!drafts) throw new Error('useDrafts is used outside of DraftsProvider')
  return drafts
}

/** Asks before the page is closed over drafts. */
export function DraftsProvider({ drafts, children }: { drafts: Drafts; children: ReactNode }) {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!drafts.isEmpty) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [drafts])
  return <DraftsContext value={drafts}>{children}</DraftsContext>
}
