import { DeleteRow } from '@/editing'
import { useVersionedMutation } from '@/frontdesk'
import { type RoomRowFragment, RemoveRoomDocument } from '@/gql/graphql'

import { draftOfRoom } from './noun'

interface Props {
  room: RoomRowFragment
  onDeleted: (() => void) | undefined
}

/** Deletes a room that no booking names. */
export function DeleteRoom({ room, onDeleted }: Props) {
  const { save } = useVersionedMutation(RemoveRoomDocument)
  return (
    <DeleteRow
      onDeleted={onDeleted}
      draft={draftOfRoom(room.id)}
      what={room.name}
      onDelete={() => save({ id: room.id, expectedVersion: room.version })}
    />
  )
}
