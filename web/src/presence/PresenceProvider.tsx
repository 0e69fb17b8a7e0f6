import { type ReactNode, useEffect, useState } from 'react'

import { useWatch } from '@/frontdesk'
import { PresenceChangedDocument } from '@/gql/graphql'
import { useSession } from '@/session/context'

import { PresenceContext } from './context'
import { PresenceStore } from './store'

/** Hears who is at which booking, for the whole page. */
export function PresenceProvider({ children }: { children: ReactNode }) {
  const { connection } = useSession()
  const [store] = useState(() => new PresenceStore())

  useWatch(PresenceChangedDocument, { fetchPolicy: 'no-cache', onChange: (event) => store.tell(event) })
  useEffect(
    () =>
      connection.states.on((state) => {
        if (state === 'lost') store.forget()
      }),
    [connection, store],
  )
  return <PresenceContext value={store}>{children}</PresenceContext>
}
