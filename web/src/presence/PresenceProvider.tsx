import { type ReactNode, useEffect, useState } from 'react'

import { PresenceStore } from '@frontdesk/client'
import { useWatch } from '@frontdesk/client/react'
import { PresenceChangedDocument, type PresenceShownFragment } from '@/gql/graphql'
import { useSession } from '@/session/context'

import { PresenceContext } from './context'

/** Hears who is at which booking, for the whole page. */
export function PresenceProvider({ children }: { children: ReactNode }) {
  const { connection } = useSession()
  const [store] = useState(() => new PresenceStore((somebody: PresenceShownFragment) => somebody.bookingId))

  useWatch(PresenceChangedDocument, {
    fetchPolicy: 'no-cache',
    onChange: ({ bookingId, present }) => store.tell(bookingId, present),
  })
  useEffect(
    () =>
      connection.states.on((state) => {
        if (state === 'lost') store.forget()
      }),
    [connection, store],
  )
  return <PresenceContext value={store}>{children}</PresenceContext>
}
