import { Modal } from '@mantine/core'
import { useState } from 'react'

import { DialogTitle, EditForm, useSave, useVersionedForm, valuesOf } from '@/editing'
import type { CreateRoomInput } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { roomNoun } from './noun'
import { RoomFields } from './RoomFields'
import { useAddRoom } from './useRoomWrites'
import { useRoomWording } from './wording'

interface Props {
  onClose: () => void
  onMade: (id: string) => void
}

const EMPTY = { name: '', roomType: '', capacity: 2, nightlyRate: '0', currency: 'EUR', notes: '' }

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
  const form = useVersionedForm(roomNoun, 'room:new', { version: 0, values: EMPTY, author: undefined })
  const add = useAddRoom()
  const saving = useSave({
    form,
    label: wording.label,
    write: () => add(id, valuesOf(form.state) as CreateRoomInput),
    onSaved: () => onMade(id),
  })
  return (
    <EditForm form={form} saving={saving} wording={wording} what="" readOnly={false}>
      <RoomFields />
    </EditForm>
  )
}
