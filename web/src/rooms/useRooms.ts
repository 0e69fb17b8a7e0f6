import { useQuery } from '@apollo/client/react'
import { useEffect, useEffectEvent } from 'react'

import { useLastKnown } from '@/editing/useLastKnown'
import { RoomListDocument, type RoomRowFragment } from '@/gql/graphql'
import { useRefetchOn, useRetry } from '@/live'

const RETRY_MS = 3_000

/** The hotel's rooms by name, page after page; undefined until the first is there. */
export function useRooms(): readonly RoomRowFragment[] | undefined {
  // Also from the server: what changed while nobody showed the rooms, nobody read anew.
  const { data, error, fetchMore, refetch } = useQuery(RoomListDocument, { fetchPolicy: 'cache-and-network' })
  const readOn = useEffectEvent((after: string) =>
    fetchMore({
      variables: { after },
      updateQuery: ({ page: all }, { fetchMoreResult: { page: next } }) => ({
        // Whoever else shows the rooms may have appended this page already.
        page: all.pageInfo.endCursor === after ? { ...next, nodes: [...all.nodes, ...next.nodes] } : all,
      }),
    }),
  )
  const next = data?.page.pageInfo.hasNextPage ? data.page.pageInfo.endCursor : null
  useEffect(() => {
    if (!next) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      readOn(next).catch(() => {
        timer = setTimeout(read, RETRY_MS)
      })
    }
    read()
    return () => clearTimeout(timer)
  }, [next])
  useRetry(error, refetch)
  useRefetchOn((change) => change.__typename === 'RoomChange', refetch)

  // While they are read anew, those that were there.
  const complete = useLastKnown(next ? undefined : data?.page.nodes)
  return complete ?? data?.page.nodes
}
