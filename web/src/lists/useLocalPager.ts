import { useState } from 'react'

import type { Pager, PageVariables } from './usePager'

/** As `usePager`, for a list within a dialog: the address is that of the list beneath. Another `list` begins anew. */
export function useLocalPager(size: number, list: string): Pager {
  const begin: PageVariables = { first: size }
  const [at, setAt] = useState({ list, variables: begin })
  const go = (to: PageVariables) => setAt({ list, variables: to })
  return {
    variables: at.list === list ? at.variables : begin,
    next: ({ endCursor }) => endCursor && go({ first: size, after: endCursor }),
    previous: ({ startCursor }) => startCursor && go({ last: size, before: startCursor }),
  }
}
