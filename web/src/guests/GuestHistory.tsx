import { History, useHistory } from '@/editing'
import { type GuestRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { guestNoun, rowOfGuest } from './noun'
import { useEditGuest } from './useGuestWrites'
import { useGuestWording } from './wording'

interface Props {
  id: string
  /** None where they are deleted. */
  guest: GuestRowFragment | undefined
}

/** Who changed what of a guest, and the way back to any of its versions. */
export function GuestHistory({ id, guest }: Props) {
  const { page, onMore } = useHistory(id)
  return (
    <History
      noun={guestNoun}
      current={guest && rowOfGuest(guest)}
      page={page}
      wording={useGuestWording()}
      mayRestore={useMay('DESK')}
      write={useEditGuest(id, 'REJECT')}
      onMore={onMore}
    />
  )
}
