import { useState } from 'react'

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

/** Pages of `size` rows; another `list` begins at its first page. */
export function usePager(size: number, list: string): Pager {
  const begin: PageVariables = { first: size }
  const [at, setAt] = useState({ list, variables: begin })
  const variables = at.list === list ? at.variables : begin
  const go = (to: PageVariables) => setAt({ list, variables: to })
  return {
    variables,
    next: ({ endCursor }) => endCursor && go({ first: size, after: endCursor }),
    previous: ({ startCursor }) => startCursor && go({ last: size, before: startCursor }),
  }
}
