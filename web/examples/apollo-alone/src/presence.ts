import { useMutation, useSubscription } from '@apollo/client/react'
import { createContext, use, useEffect, useState } from 'react'

import { labelOf } from './booking'
import { connectionState } from './client'
import {
  JoinBookingDocument,
  PresenceChangedDocument,
  type SomebodyFragment,
  UpdatePresenceDocument,
} from './gql/graphql'

export const PresenceContext = createContext<readonly SomebodyFragment[]>([])

/** Hears who is at which booking, for the whole page. */
export function usePresenceOfAll(): readonly SomebodyFragment[] {
  const [all, setAll] = useState<readonly SomebodyFragment[]>([])
  useSubscription(PresenceChangedDocument, {
    fetchPolicy: 'no-cache',
    onData: ({ data: { data } }) => {
      if (!data) return
      const { bookingId, present } = data.presenceChanged
      // What is told of no booking is told of all.
      setAll((known) =>
        bookingId === null ? present : [...known.filter((one) => one.bookingId !== bookingId), ...present],
      )
    },
  })
  useEffect(
    () =>
      connectionState.subscribe(() => {
        if (connectionState.get() === 'lost') setAll([])
      }),
    [],
  )
  return all
}

/** What the others do at a booking: each once, whatever the number of their windows. */
export function usePresent(bookingId: string, me: string): string[] {
  const others = new Map<string, SomebodyFragment>()
  for (const somebody of use(PresenceContext)) {
    const { id } = somebody.actor
    if (somebody.bookingId !== bookingId || !id || id === me) continue
    if (others.get(id)?.mode !== 'EDITING') others.set(id, somebody)
  }
  return [...others.values()].map(({ actor, field }) =>
    field ? `${actor.name} is editing ${labelOf(field)}` : `${actor.name} is looking at this`,
  )
}

/** Is at a booking while the component is there. Answers how to say at which field. */
export function useJoin(bookingId: string): (field: string | null) => void {
  const [presenceId] = useState(() => crypto.randomUUID())
  const [update] = useMutation(UpdatePresenceDocument)
  useSubscription(JoinBookingDocument, {
    variables: { bookingId, presenceId, mode: 'VIEWING', field: null },
    fetchPolicy: 'no-cache',
    ignoreResults: true,
  })
  return (field) => {
    const mode = field === null ? 'VIEWING' : 'EDITING'
    // Presence is late at worst: the next step tells it.
    update({ variables: { input: { presenceId, mode, field } } }).catch(() => undefined)
  }
}
