import { useQuery } from '@apollo/client/react'
import { useState } from 'react'

import { History } from '@/editing'
import { RoomHistoryDocument, type RoomRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { roomNoun, rowOfRoom } from './noun'
import { useEditRoom } from './useRoomWrites'
import { useRoomWording } from './wording'

const PAGE = 50

/** Who changed what of a room, and the way back to any of its versions. */
export function RoomHistory({ room }: { room: RoomRowFragment }) {
  const [first, setFirst] = useState(PAGE)
  const { data, previousData } = useQuery(RoomHistoryDocument, {
    variables: { id: room.id, first },
    fetchPolicy: 'cache-and-network',
  })
  return (
    <History
      noun={roomNoun}
      current={rowOfRoom(room)}
      page={(data ?? previousData)?.room?.history}
      wording={useRoomWording()}
      mayRestore={useMay('MANAGER')}
      write={useEditRoom(room.id, 'REJECT')}
      onMore={() => setFirst((count) => count + PAGE)}
    />
  )
}
