import { skipToken, useQuery } from '@apollo/client/react'

import { BookingMovesDocument, type BookingStatus } from '@/gql/graphql'

interface Days {
  checkIn: string
  checkOut: string
}

const NONE: readonly BookingStatus[] = []

/**
 * What a booking's status can become, as the server tells: it knows the hotel's day, and when each status was set.
 * `days` are those that will be saved with it. None for a booking that is not made yet.
 */
export function useMoves(
  id: string | undefined,
  status: BookingStatus | undefined,
  days?: Days,
): readonly BookingStatus[] {
  const given = days?.checkIn && days.checkOut ? days : {}
  const { data, previousData } = useQuery(
    BookingMovesDocument,
    id === undefined ? skipToken : { variables: { id, ...given }, fetchPolicy: 'cache-and-network' },
  )
  const booking = (data ?? previousData)?.booking
  // Those of another status lead on from elsewhere.
  return booking?.status === status ? (booking?.moves ?? NONE) : NONE
}
