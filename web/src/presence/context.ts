import { createContext, use, useMemo, useSyncExternalStore } from 'react'

import type { PresenceShownFragment } from '@/gql/graphql'
import { useUser } from '@/session/context'

import { othersOf, type PresenceStore } from './store'

export const PresenceContext = createContext<PresenceStore | undefined>(undefined)

/** The others who have a booking open, in the order in which they came. */
export function useOthersAt(bookingId: string): readonly PresenceShownFragment[] {
  const store = use(PresenceContext)
  if (!store) throw new Error('presence is asked for outside of PresenceProvider')
  const user = useUser()
  const present = useSyncExternalStore(
    (changed) => store.changed.on(changed),
    () => store.at(bookingId),
  )
  return useMemo(() => othersOf(present, user.id), [present, user.id])
}
