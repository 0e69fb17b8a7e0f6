import { useLocation } from 'wouter'

import { isEdited, valueOf } from '@/editing'
import type { GuestRowFragment } from '@/gql/graphql'
import { RowForm, type RowFormProps } from '@/nouns/RowForm'

import { MergedNote } from './merge/MergedNote'
import { PossibleDuplicates } from './merge/PossibleDuplicates'
import { guestNoun } from './noun'
import { useSameEmail } from './useSameEmail'

/** Edits a guest, asks where another has the e-mail address already, and shows who may be the same. */
export function GuestForm(props: RowFormProps<GuestRowFragment>) {
  const [, navigate] = useLocation()
  const { sure, question } = useSameEmail({
    id: props.row.id,
    pick: 'open',
    onPick: (other) => navigate(`/guests?guest=${other}`),
  })
  const { row, gone } = props
  return (
    <>
      {gone ? <MergedNote id={row.id} /> : <PossibleDuplicates guest={row} />}
      <RowForm
        noun={guestNoun}
        sure={async (state) => !isEdited(state, 'email') || sure(valueOf(state, 'email'))}
        question={question}
        {...props}
      />
    </>
  )
}
