import { useQuery } from '@apollo/client/react'

import { LiveBeginDocument, type LiveBeginQuery } from '@/gql/graphql'

/** What the hotel is run with. It was read before anything is shown. */
export function useHotel(): LiveBeginQuery['hotel'] {
  const { data } = useQuery(LiveBeginDocument, { fetchPolicy: 'cache-only' })
  if (!data) throw new Error('useHotel is used outside of LiveProvider')
  return data.hotel
}
