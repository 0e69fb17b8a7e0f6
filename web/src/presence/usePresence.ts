import { useApolloClient } from '@apollo/client/react'
import { useCallback, useEffect, useRef } from 'react'

import { useMay } from '@/session/context'

import { join, type Place } from './join'

/**
 * Is at a booking for as long as the component is there; nowhere while there is none. Answers how to say at which of its fields: `BookingPatch`'s
 * name of it, or null for none.
 */
export function usePresence(bookingId: string | undefined): (field: string | null) => void {
  const client = useApolloClient()
  const mayEdit = useMay('DESK')
  const place = useRef<Place>(undefined)

  useEffect(() => {
    if (bookingId === undefined) return
    const joined = join(client, bookingId)
    place.current = joined
    return () => {
      place.current = undefined
      joined.leave()
    }
  }, [client, bookingId])

  return useCallback(
    (field) =>
      place.current?.tell(
        field !== null && mayEdit ? { mode: 'EDITING', field } : { mode: 'VIEWING', field: null },
      ),
    [mayEdit],
  )
}
