import { Modal } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'

import { editedFields, EditForm, useSave, useVersionedForm, valueOf, valuesOf } from '@/editing'
import type { CreateGuestInput } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import { GuestFields } from './GuestFields'
import { guestNoun } from './noun'
import { useAddGuest } from './useGuestWrites'
import { useSameEmail } from './useSameEmail'
import { useGuestWording } from './wording'

interface Props {
  opened: boolean
  /** What was searched for and not found. */
  name?: string
  /** What can be done with a guest who has the e-mail address already, in place of making one. */
  pick: 'use' | 'open'
  onClose: () => void
  /** Made, or picked. */
  onMade: (id: string) => void
}

/** Makes a guest. What was typed stays when the dialog is closed. */
export function NewGuestDialog({ opened, name = '', onClose, ...rest }: Props) {
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
      <NewGuest key={name} name={name} {...rest} />
    </Modal>
  )
}

function NewGuest({ name, pick, onMade }: Required<Pick<Props, 'name' | 'pick' | 'onMade'>>) {
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
  const same = useSameEmail({
    id,
    pick,
    onPick: (other) => {
      forget()
      onMade(other)
    },
  })
  const saving = useSave({
    form,
    label: wording.label,
    sure: () => same.sure(valueOf(state, 'email')),
    write: () => add(id, valuesOf(state) as CreateGuestInput),
    onSaved: () => onMade(id),
  })
  return (
    <EditForm form={form} saving={saving} wording={wording} what="" readOnly={false}>
      <GuestFields />
      {same.question}
    </EditForm>
  )
}
