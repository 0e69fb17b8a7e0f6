import { useEffect } from 'react'
import { useLocation } from 'wouter'

import { EditForm, type FieldHooks, useSave, useTold, useVersionedForm, isEdited, valueOf } from '@/editing'
import type { GuestRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { DeleteGuest } from './DeleteGuest'
import { GuestFields } from './GuestFields'
import { draftOfGuest, guestNoun, rowOfGuest } from './noun'
import { useEditGuest } from './useGuestWrites'
import { useSameEmail } from './useSameEmail'
import { useGuestWording } from './wording'

interface Props extends FieldHooks {
  guest: GuestRowFragment
  gone: boolean
  /** The reader deleted them; nobody can where this lacks, as in a booking that names them. */
  onDeleted?: () => void
}

/** Edits a guest under the eyes of others. */
export function GuestForm({ guest, gone, onDeleted, ...hooks }: Props) {
  const readOnly = !useMay('DESK')
  const wording = useGuestWording()
  const form = useVersionedForm(guestNoun, draftOfGuest(guest.id), rowOfGuest(guest))
  const { state, dispatch } = form
  useTold(form, (change) => change.__typename === 'GuestChange' && change.guestId === guest.id)
  useEffect(() => {
    if (gone) dispatch({ type: 'gone', author: undefined })
  }, [gone, dispatch])
  const [, navigate] = useLocation()
  const same = useSameEmail({
    id: guest.id,
    pick: 'open',
    onPick: (other) => navigate(`/guests?guest=${other}`),
  })
  const saving = useSave({
    form,
    label: wording.label,
    sure: async () => !isEdited(state, 'email') || same.sure(valueOf(state, 'email')),
    write: useEditGuest(guest.id),
  })

  return (
    <EditForm
      form={form}
      saving={saving}
      wording={wording}
      what={guest.name}
      readOnly={readOnly}
      actions={onDeleted && <DeleteGuest guest={guest} onDeleted={onDeleted} />}
      {...hooks}
    >
      <GuestFields />
      {same.question}
    </EditForm>
  )
}
