import { useAddress } from './useAddress'

export interface PageInfo {
  startCursor?: string | null | undefined
  endCursor?: string | null | undefined
  hasNextPage: boolean
  hasPreviousPage: boolean
}

export interface PageVariables {
  first?: number
  after?: string
  last?: number
  before?: string
}

export interface Pager {
  /** Which page to ask for. */
  variables: PageVariables
  next: (page: PageInfo) => void
  previous: (page: PageInfo) => void
}

/** Pages of `size` rows. Which one it is stands in the address. */
export function usePager(size: number): Pager {
  const { search, go } = useAddress()
  const [after, before] = [search.get('after'), search.get('before')]
  return {
    variables: {
      // Both are more than any page here is asked for by: the server says so.
      ...(before === null ? { first: size } : { last: size, before }),
      ...(after !== null && { after }),
    },
    next: ({ endCursor }) => endCursor && go({ after: endCursor }),
    previous: ({ startCursor }) => startCursor && go({ before: startCursor }),
  }
}
