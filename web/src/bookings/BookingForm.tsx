import { type FieldHooks, isEdited } from '@/editing'
import type { BookingRowFragment } from '@/gql/graphql'
import { RowForm, type RowFormProps } from '@/nouns/RowForm'
import { OthersHere } from '@/presence'

import { bookingNoun } from './noun'
import { useParticulars } from './useParticulars'

const CROWDING = ['roomId', 'adults', 'children'] as const

/** Edits a booking. */
export function BookingForm(props: RowFormProps<BookingRowFragment> & FieldHooks) {
  const { id } = props.row
  // Who is crowded already was asked about before.
  const particulars = useParticulars(id, (state) => CROWDING.some((field) => isEdited(state, field)))
  return <RowForm noun={bookingNoun} others={<OthersHere bookingId={id} />} {...particulars} {...props} />
}
