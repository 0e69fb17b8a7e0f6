import { DeleteRow } from '@/editing'
import { useVersionedMutation } from '@/frontdesk'
import { type GuestRowFragment, RemoveGuestDocument } from '@/gql/graphql'

import { draftOfGuest } from './noun'

interface Props {
  guest: GuestRowFragment
  onDeleted: (() => void) | undefined
}

/** Deletes a guest whom no booking names. */
export function DeleteGuest({ guest, onDeleted }: Props) {
  const { save } = useVersionedMutation(RemoveGuestDocument)
  return (
    <DeleteRow
      onDeleted={onDeleted}
      draft={draftOfGuest(guest.id)}
      what={guest.name}
      onDelete={() => save({ id: guest.id, expectedVersion: guest.version })}
    />
  )
}
