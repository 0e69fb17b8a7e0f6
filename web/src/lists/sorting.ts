/** By which column, and which way. */
export interface Sort<Name extends string = string> {
  by: Name
  descending: boolean
}

export interface Sorting {
  sort: Sort | undefined
  /** What the address says and nothing can be sorted by. */
  unread: readonly string[]
  onSort: (by: string) => void
}

/** `price` and `-price` in an address; none where it names nothing to sort by. */
export function readSort<Name extends string>(text: string, names: readonly Name[]): Sort<Name> | undefined {
  const descending = text.startsWith('-')
  const by = names.find((name) => name === (descending ? text.slice(1) : text))
  return by && { by, descending }
}

/** A column is sorted upwards first, and the other way when it is asked for again. */
export function nextSort(now: Sort | undefined, by: string): string {
  return now?.by === by && !now.descending ? `-${by}` : by
}
