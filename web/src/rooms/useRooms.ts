import { useQuery } from '@apollo/client/react'

import { RoomListDocument, type RoomRowFragment } from '@/gql/graphql'
import { useRefetchOn } from '@/live'

/** As many as a page may have. */
const MOST = 200

const NONE: readonly RoomRowFragment[] = []

/** The hotel's rooms by name: the first two hundred. */
export function useRooms(): readonly RoomRowFragment[] {
  const { data, previousData, refetch } = useQuery(RoomListDocument, { variables: { first: MOST } })
  useRefetchOn((change) => change.__typename === 'RoomChange', refetch)
  return (data ?? previousData)?.rooms.nodes ?? NONE
}
