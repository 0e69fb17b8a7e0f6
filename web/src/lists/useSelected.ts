import { useSearchParams } from 'wouter'

import { changed } from './useAddress'

export interface Selected {
  /** The row that the address names, or `new`. */
  id: string | null
  tab: string | null
  open: (id: string) => void
  /** Where a row is opened over the list as it is. */
  href: (id: string) => string
  show: (tab: string) => void
  close: () => void
}

/** What is selected on a screen, kept in its address: `?guest=ID&tab=history`. */
export function useSelected(noun: string): Selected {
  const [search, setSearch] = useSearchParams()
  const change = (values: Record<string, string | null>, replace = false) =>
    setSearch((now) => changed(now, values), { replace })
  return {
    id: search.get(noun),
    tab: search.get('tab'),
    open: (id) => change({ [noun]: id, tab: null }),
    href: (id) => `?${changed(search, { [noun]: id, tab: null })}`,
    show: (tab) => change({ tab }, true),
    close: () => change({ [noun]: null, tab: null }),
  }
}
