import type { PresenceStore } from '@frontdesk/client'
import { useOthers } from '@frontdesk/client/react'
import { createContext, use } from 'react'

import type { PresenceShownFragment } from '@/gql/graphql'
import { useUser } from '@/session/context'

export const PresenceContext = createContext<PresenceStore<PresenceShownFragment> | undefined>(undefined)

/** The others who have a booking open, in the order in which they came. */
export function useOthersAt(bookingId: string): readonly PresenceShownFragment[] {
  const store = use(PresenceContext)
  if (!store) throw new Error('presence is asked for outside of PresenceProvider')
  return useOthers(store, bookingId, useUser().id)
}
