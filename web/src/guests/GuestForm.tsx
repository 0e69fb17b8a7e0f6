import { useLocation } from 'wouter'

import { isEdited, valueOf } from '@/editing'
import type { GuestRowFragment } from '@/gql/graphql'
import { RowForm, type RowFormProps } from '@/nouns/RowForm'

import { guestNoun } from './noun'
import { useSameEmail } from './useSameEmail'

/** Edits a guest, and asks where another has the e-mail address already. */
export function GuestForm(props: RowFormProps<GuestRowFragment>) {
  const [, navigate] = useLocation()
  const { sure, question } = useSameEmail({
    id: props.row.id,
    pick: 'open',
    onPick: (other) => navigate(`/guests?guest=${other}`),
  })
  return (
    <RowForm
      noun={guestNoun}
      sure={async (state) => !isEdited(state, 'email') || sure(valueOf(state, 'email'))}
      question={question}
      {...props}
    />
  )
}
