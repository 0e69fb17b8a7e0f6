import { DeleteRow } from '@/editing'
import { useVersionedMutation } from '@/frontdesk'
import { type RoomRowFragment, RemoveRoomDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

interface Props {
  room: RoomRowFragment
  onDeleted: (() => void) | undefined
}

/** Deletes a room that no booking names. */
export function DeleteRoom({ room, onDeleted }: Props) {
  const { t } = useI18n()
  const { save } = useVersionedMutation(RemoveRoomDocument)
  return (
    <DeleteRow
      onDeleted={onDeleted}
      what={room.name}
      onDelete={async () => {
        const outcome = await save({ id: room.id, expectedVersion: room.version })
        if (outcome.kind === 'saved') return undefined
        if (outcome.kind === 'failed') return t('session.failed')
        return outcome.kind === 'conflict' ? outcome.conflict.message : outcome.problem.message
      }}
    />
  )
}
