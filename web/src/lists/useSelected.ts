import { useSearchParams } from 'wouter'

export interface Selected {
  /** The row that the address names, or `new`. */
  id: string | null
  tab: string | null
  open: (id: string) => void
  show: (tab: string) => void
  close: () => void
}

/** What is selected on a screen, kept in its address: `?guest=ID&tab=history`. */
export function useSelected(noun: string): Selected {
  const [search, setSearch] = useSearchParams()
  const change = (values: Record<string, string | null>, replace = false) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now)
        for (const [name, value] of Object.entries(values)) {
          if (value === null) next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace },
    )
  return {
    id: search.get(noun),
    tab: search.get('tab'),
    open: (id) => change({ [noun]: id, tab: null }),
    show: (tab) => change({ tab }, true),
    close: () => change({ [noun]: null, tab: null }),
  }
}
