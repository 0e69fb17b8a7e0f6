import { PresenceStore } from '@frontdesk/client'
import { useOthers, useWatch } from '@frontdesk/client/react'
import { useEffect } from 'react'

import { labelOf } from './booking'
import { connection } from './frontdesk'
import { PresenceChangedDocument, type SomebodyFragment } from './gql/graphql'

const store = new PresenceStore((somebody: SomebodyFragment) => somebody.bookingId)

/** Hears who is at which booking, for the whole page. */
export function usePresenceOfAll(): void {
  useWatch(PresenceChangedDocument, {
    fetchPolicy: 'no-cache',
    onChange: ({ bookingId, present }) => store.tell(bookingId, present),
  })
  useEffect(
    () =>
      connection.states.on((state) => {
        if (state === 'lost') store.forget()
      }),
    [],
  )
}

/** What the others do at a booking. */
export function usePresent(bookingId: string, me: string): string[] {
  return useOthers(store, bookingId, me).map(({ actor, field }) =>
    field ? `${actor.name} is editing ${labelOf(field)}` : `${actor.name} is looking at this`,
  )
}
