import { Modal } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'

import { editedFields, EditForm, useSave, useVersionedForm, valuesOf } from '@/editing'
import type { CreateGuestInput } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import { GuestFields } from './GuestFields'
import { guestNoun } from './noun'
import { useAddGuest } from './useGuestWrites'
import { useGuestWording } from './wording'

interface Props {
  opened: boolean
  /** What was searched for and not found. */
  name?: string
  onClose: () => void
  onMade: (id: string) => void
}

/** Makes a guest. What was typed stays when the dialog is closed. */
export function NewGuestDialog({ opened, name = '', onClose, onMade }: Props) {
  const { t } = useI18n()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<DialogTitle>{t('guest.new')}</DialogTitle>}
      size="lg"
      closeButtonProps={{ 'aria-label': t('editing.close') }}
      stackId="new-guest"
    >
      <NewGuest key={name} name={name} onMade={onMade} />
    </Modal>
  )
}

function NewGuest({ name, onMade }: { name: string; onMade: (id: string) => void }) {
  const wording = useGuestWording()
  // Made here, so that a request that is sent again makes no second guest.
  const [id] = useState(() => crypto.randomUUID())
  const [empty] = useState({ name: '', email: '', phone: '', country: '', notes: '' })
  // What was begun for another name is not mixed into this one.
  const draft = `guest:new:${name}`
  const form = useVersionedForm(guestNoun, draft, { version: 0, values: empty, author: undefined })
  const { state, dispatch, forget } = form
  const [suggested, setSuggested] = useState(false)
  if (!suggested) {
    setSuggested(true)
    if (name && !state.edits['name']) dispatch({ type: 'edit', field: 'name', value: name })
  }
  // A name that was only carried here is not worth keeping.
  const drop = useEffectEvent(() => {
    if (editedFields(state).every((field) => field === 'name') && state.edits['name']?.value === name)
      forget()
  })
  useEffect(() => () => drop(), [])
  const add = useAddGuest()
  const saving = useSave({
    form,
    label: wording.label,
    write: () => add(id, valuesOf(state) as CreateGuestInput),
    onSaved: () => onMade(id),
  })
  return (
    <EditForm form={form} saving={saving} wording={wording} what="" readOnly={false}>
      <GuestFields />
    </EditForm>
  )
}
