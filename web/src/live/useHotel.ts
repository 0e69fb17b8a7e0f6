import { useApolloClient, useQuery } from '@apollo/client/react'
import { useEffect } from 'react'

import { useWatch } from '@frontdesk/client/react'
import { HotelChangedDocument, HotelDocument, type HotelShownFragment } from '@/gql/graphql'

import { readShownAnew } from './readShownAnew'

/** What the hotel is run with, and which day it is there. It was read before anything is shown. */
export function useHotel(): HotelShownFragment {
  const { data } = useQuery(HotelDocument, { fetchPolicy: 'cache-only' })
  if (!data) throw new Error('useHotel is used outside of LiveProvider')
  return data.hotel
}

/** Takes in what the hotel is run with now. Where that is another day, what is shown may depend on it, and is read anew. */
export function useTellHotel(): (hotel: HotelShownFragment) => void {
  const client = useApolloClient()
  return (hotel) => {
    const before = client.readQuery({ query: HotelDocument })?.hotel
    // An answer that was overtaken on its way.
    if (before && before.version > hotel.version) return
    client.writeQuery({ query: HotelDocument, data: { hotel } })
    // What can't be read says so where it is shown.
    if (before && before.today !== hotel.today) readShownAnew(client).catch(() => undefined)
  }
}

/** Hears of what managers change, wherever they do it. */
export function useHotelChanges(): void {
  useWatch(HotelChangedDocument, { fetchPolicy: 'no-cache', onChange: useTellHotel() })
}

/** Not at once again where this machine's clock is fast, and soon enough where it is slow. */
const [SOONEST_MS, LATEST_MS] = [1_000, 5 * 60_000]

/**
 * Asks the hotel for its day when that is over, so that a page that stays open goes on to the next. What is shown may
 * depend on it, and is read anew then.
 */
export function useHotelDay(): void {
  const client = useApolloClient()
  const { data, refetch } = useQuery(HotelDocument, { fetchPolicy: 'cache-first' })
  const { today, todayEndsAt: endsAt } = data?.hotel ?? {}
  useEffect(() => {
    if (endsAt === undefined) return
    let timer: ReturnType<typeof setTimeout>
    let ended = false
    let wait = SOONEST_MS
    const askLater = () => {
      if (ended) return
      const left = Date.parse(endsAt) - Date.now()
      wait = left > 0 ? SOONEST_MS : Math.min(wait * 2, LATEST_MS)
      timer = setTimeout(ask, Math.min(Math.max(left, wait), LATEST_MS))
    }
    // Another day ends this effect; the same day, or no answer, has it ask again.
    const ask = () =>
      void refetch().then((answer) => {
        if (answer.data && answer.data.hotel.today !== today) readShownAnew(client).catch(() => undefined)
        askLater()
      }, askLater)
    askLater()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [client, today, endsAt, refetch])
}
