import { useApolloClient } from '@apollo/client/react'
import { useLocation } from 'wouter'

import { dayAfter } from '@/bookings/nights'
import { FreeRoomsDocument } from '@/gql/graphql'
import { useHotel } from '@/live'

/** Begins a booking for a guest, in the room of last time where that is free tonight. */
export function useBookAgain(guestId: string, lastRoomId: string | undefined): () => Promise<void> {
  const client = useApolloClient()
  const [, navigate] = useLocation()
  const { today } = useHotel()
  return async () => {
    const variables = { from: today, to: dayAfter(today, 1) }
    const asked =
      lastRoomId !== undefined &&
      client
        .query({ query: FreeRoomsDocument, variables, fetchPolicy: 'network-only' })
        // Without an answer the room is chosen in the form.
        .catch(() => undefined)
    const free = (await asked) || undefined
    const room = free?.data?.availability.some(({ id }) => id === lastRoomId) ? lastRoomId : undefined
    navigate(`/?new=${room ?? ''}&for=${guestId}`)
  }
}
