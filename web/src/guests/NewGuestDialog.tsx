import { useEffect, useEffectEvent, useState } from 'react'

import { editedFields, valueOf } from '@/editing'
import { NewRowDialog } from '@/nouns/NewRowDialog'
import { NewRowForm, useNewForm } from '@/nouns/NewRowForm'

import { guestNoun } from './noun'
import { useSameEmail } from './useSameEmail'

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
  return (
    <NewRowDialog noun={guestNoun} opened={opened} stackId="new-guest" onClose={onClose}>
      <NewGuest key={name} name={name} {...rest} />
    </NewRowDialog>
  )
}

function NewGuest({ name, pick, onMade }: Required<Pick<Props, 'name' | 'pick' | 'onMade'>>) {
  // What was begun for another name is not mixed into this one.
  const form = useNewForm(guestNoun, {}, `new:${name}`)
  const { id, state, dispatch, forget } = form
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
  const same = useSameEmail({
    id,
    pick,
    onPick: (other) => {
      forget()
      onMade(other)
    },
  })
  return (
    <NewRowForm
      noun={guestNoun}
      form={form}
      sure={() => same.sure(valueOf(state, 'email'))}
      question={same.question}
      onMade={onMade}
    />
  )
}
