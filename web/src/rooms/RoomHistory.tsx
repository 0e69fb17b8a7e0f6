import { History, useHistory } from '@/editing'
import { type RoomRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { roomNoun, rowOfRoom } from './noun'
import { useEditRoom } from './useRoomWrites'
import { useRoomWording } from './wording'

interface Props {
  id: string
  /** None where it is deleted. */
  room: RoomRowFragment | undefined
}

/** Who changed what of a room, and the way back to any of its versions. */
export function RoomHistory({ id, room }: Props) {
  const { page, onMore } = useHistory(id)
  return (
    <History
      noun={roomNoun}
      current={room && rowOfRoom(room)}
      page={page}
      wording={useRoomWording()}
      mayRestore={useMay('MANAGER')}
      write={useEditRoom(id, 'REJECT')}
      onMore={onMore}
    />
  )
}
