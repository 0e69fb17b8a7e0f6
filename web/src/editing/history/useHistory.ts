import { skipToken, useQuery } from '@apollo/client/react'
import { useState } from 'react'

import { type HistoryPageFragment, RowHistoryDocument } from '@/gql/graphql'
import { rowOf, useRefetchOn } from '@/live'

const PAGE = 50

export interface ReadHistory {
  /** Newest first; undefined while it is read. */
  page: HistoryPageFragment | undefined
  onMore: () => void
}

/** Who changed what of a row, as it goes on; also of one that is deleted. */
export function useHistory(id: string): ReadHistory {
  const [first, setFirst] = useState(PAGE)
  const { data, previousData, refetch } = useQuery(RowHistoryDocument, {
    variables: { id, first },
    fetchPolicy: 'cache-and-network',
  })
  useRefetchOn((change) => rowOf(change).id === id, refetch)
  return { page: (data ?? previousData)?.history, onMore: () => setFirst((count) => count + PAGE) }
}

/** What a row was called that is deleted: its number, or its name. */
export function useFormerName(id: string | undefined): string | undefined {
  const { data } = useQuery(RowHistoryDocument, id ? { variables: { id, first: PAGE } } : skipToken)
  return data?.history.nodes.find(({ after }) => after)?.after?.called
}
