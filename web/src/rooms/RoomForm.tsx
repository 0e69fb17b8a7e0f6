import { useEffect } from 'react'

import { EditForm, type FieldHooks, useSave, useTold, useVersionedForm, valuesOf } from '@/editing'
import type { RoomRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { checkRoom } from './check'
import { DeleteRoom } from './DeleteRoom'
import { RoomFields } from './RoomFields'
import { draftOfRoom, roomNoun, rowOfRoom } from './noun'
import { useEditRoom } from './useRoomWrites'
import { useRoomWording } from './wording'

interface Props extends FieldHooks {
  room: RoomRowFragment
  gone: boolean
  /** The reader deleted it. */
  onDeleted?: () => void
}

/** Edits a room under the eyes of others. */
export function RoomForm({ room, gone, onDeleted, ...hooks }: Props) {
  const readOnly = !useMay('MANAGER')
  const wording = useRoomWording()
  const form = useVersionedForm(roomNoun, draftOfRoom(room.id), rowOfRoom(room))
  const { state, dispatch } = form
  useTold(form, (change) => change.__typename === 'RoomChange' && change.roomId === room.id)
  useEffect(() => {
    if (gone) dispatch({ type: 'gone', author: undefined })
  }, [gone, dispatch])
  const saving = useSave({
    form,
    label: wording.label,
    check: () => checkRoom(valuesOf(state)),
    write: useEditRoom(room.id),
  })

  return (
    <EditForm
      form={form}
      saving={saving}
      wording={wording}
      what={room.name}
      readOnly={readOnly}
      actions={onDeleted && <DeleteRoom room={room} onDeleted={onDeleted} />}
      {...hooks}
    >
      <RoomFields state={state} />
    </EditForm>
  )
}
