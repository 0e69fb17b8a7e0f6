import { useSearchParams } from 'wouter'

/** Which page it is: of another list, a place means nothing. */
export const PLACE = ['after', 'before']
const NOWHERE = { after: null, before: null }

interface Address {
  search: URLSearchParams
  /**
   * Another list, which begins at its first page; null takes a name away. What is typed takes the place of what was
   * typed before it, so that the way back is not a letter at a time.
   */
  change: (values: Readonly<Record<string, string | null>>, how?: 'typed') => void
  /** The same list at another place. */
  go: (place: Readonly<Record<string, string>>) => void
}

/** What a list is filtered and sorted by, and which page of it is shown: in the address, for a link, reloading and the way back. */
export function useAddress(): Address {
  const [search, setSearch] = useSearchParams()
  const put = (values: Readonly<Record<string, string | null>>, replace: boolean) =>
    setSearch((now) => changed(now, { ...NOWHERE, ...values }), { replace })
  return { search, change: (values, how) => put(values, how === 'typed'), go: (place) => put(place, false) }
}

/** An address with other values. */
export function changed(
  search: URLSearchParams,
  values: Readonly<Record<string, string | null>>,
): URLSearchParams {
  const next = new URLSearchParams(search)
  for (const [name, value] of Object.entries(values)) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  return next
}

/** These parts of an address, as they stand there. */
export function partsOf(search: URLSearchParams, names: readonly string[]): string[] {
  return names.flatMap((name) => search.getAll(name).map((value) => `${name}=${value}`))
}
