import { Modal } from '@mantine/core'
import { useState } from 'react'

import { EditForm, useSave, useVersionedForm, valuesOf } from '@/editing'
import type { CreateRoomInput } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'
import { DialogTitle } from '@/ui/DialogTitle'

import { checkRoom } from './check'
import { roomNoun } from './noun'
import { RoomFields } from './RoomFields'
import { useAddRoom } from './useRoomWrites'
import { useRoomWording } from './wording'

interface Props {
  onClose: () => void
  onMade: (id: string) => void
}

/** Makes a room. What was typed stays when the dialog is closed. */
export function NewRoomDialog({ onClose, onMade }: Props) {
  const { t } = useI18n()
  return (
    <Modal
      opened
      onClose={onClose}
      title={<DialogTitle>{t('room.new')}</DialogTitle>}
      size="lg"
      closeButtonProps={{ 'aria-label': t('editing.close') }}
      stackId="row"
    >
      <NewRoom onMade={onMade} />
    </Modal>
  )
}

function NewRoom({ onMade }: { onMade: (id: string) => void }) {
  const wording = useRoomWording()
  // Made here, so that a request that is sent again makes no second room.
  const [id] = useState(() => crypto.randomUUID())
  const { currency } = useHotel()
  const [empty] = useState({ name: '', roomType: '', capacity: 2, nightlyRate: '0', currency, notes: '' })
  const form = useVersionedForm(roomNoun, 'room:new', { version: 0, values: empty, author: undefined })
  const add = useAddRoom()
  const saving = useSave({
    form,
    label: wording.label,
    check: () => checkRoom(valuesOf(form.state)),
    write: () => add(id, valuesOf(form.state) as CreateRoomInput),
    onSaved: () => onMade(id),
  })
  return (
    <EditForm form={form} saving={saving} wording={wording} what="" readOnly={false}>
      <RoomFields state={form.state} />
    </EditForm>
  )
}
