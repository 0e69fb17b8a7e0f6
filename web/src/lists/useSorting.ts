import { nextSort, readSort, type Sort, type Sorting } from './sorting'
import { partsOf, useAddress } from './useAddress'

/** What the address sorts a list by: one of these, the first where it says nothing. */
export function useSorting<Name extends string>(
  names: readonly [Name, ...Name[]],
): Sorting & { sort: Sort<Name> | undefined } {
  const { search, change } = useAddress()
  const asked = search.get('sort')
  const sort = asked === null ? { by: names[0], descending: false } : readSort(asked, names)
  return {
    sort,
    unread: sort ? [] : partsOf(search, ['sort']),
    onSort: (by) => {
      const next = nextSort(sort, by)
      change({ sort: next === names[0] ? null : next })
    },
  }
}
