import { useJoin } from '@frontdesk/client/react'
import { useCallback } from 'react'

import { JoinBookingDocument, UpdatePresenceDocument } from '@/gql/graphql'
import { useMay } from '@/session/context'

/**
 * Is at a booking for as long as the component is there; nowhere while there is none. Answers how to say at which of
 * its fields: `BookingPatch`'s name of it, or null for none.
 */
export function usePresence(bookingId: string | undefined): (field: string | null) => void {
  const mayEdit = useMay('DESK')
  const tell = useJoin(bookingId, (bookingId) => ({
    join: JoinBookingDocument,
    update: UpdatePresenceDocument,
    place: { bookingId },
  }))
  return useCallback(
    (field) =>
      tell(field !== null && mayEdit ? { mode: 'EDITING', field } : { mode: 'VIEWING', field: null }),
    [mayEdit, tell],
  )
}
