import { useQuery } from '@apollo/client/react'
import { useState } from 'react'

import { History } from '@/editing'
import { GuestHistoryDocument, type GuestRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { guestNoun, rowOfGuest } from './noun'
import { useEditGuest } from './useGuestWrites'
import { useGuestWording } from './wording'

const PAGE = 50

/** Who changed what of a guest, and the way back to any of its versions. */
export function GuestHistory({ guest }: { guest: GuestRowFragment }) {
  const [first, setFirst] = useState(PAGE)
  const { data, previousData } = useQuery(GuestHistoryDocument, {
    variables: { id: guest.id, first },
    fetchPolicy: 'cache-and-network',
  })
  return (
    <History
      noun={guestNoun}
      current={rowOfGuest(guest)}
      page={(data ?? previousData)?.guest?.history}
      wording={useGuestWording()}
      mayRestore={useMay('DESK')}
      write={useEditGuest(guest.id, 'REJECT')}
      onMore={() => setFirst((count) => count + PAGE)}
    />
  )
}
