import { useQuery } from '@apollo/client/react'
import { useState } from 'react'

import { History } from '@/editing'
import {
  BookingHistoryDocument,
  type BookingHistoryQuery,
  type BookingRowFragment,
  KnownGuestsDocument,
} from '@/gql/graphql'
import { useHotel } from '@/live'
import { useRooms } from '@/rooms/useRooms'
import { useMay } from '@/session/context'

import { bookingNoun, rowOfBooking } from './noun'
import { type Facts, notRestorable } from './restorable'
import { useEditBooking } from './useBookingWrites'
import { useMoves } from './useMoves'
import { useBookingWording } from './wording'

const PAGE = 50

/** Who changed what of a booking, and the way back to any of its versions. */
export function BookingHistory({ booking }: { booking: BookingRowFragment }) {
  const [first, setFirst] = useState(PAGE)
  const { data, previousData } = useQuery(BookingHistoryDocument, {
    variables: { id: booking.id, first },
    fetchPolicy: 'cache-and-network',
  })
  const page = (data ?? previousData)?.booking?.history
  const facts = useFacts(booking, page)
  return (
    <History
      noun={bookingNoun}
      current={rowOfBooking(booking)}
      page={page}
      wording={useBookingWording()}
      mayRestore={useMay('DESK')}
      write={useEditBooking(booking.id, 'REJECT')}
      onMore={() => setFirst((count) => count + PAGE)}
      refusing={(now, target, wanted) => notRestorable(now, target, wanted, facts)}
    />
  )
}

type Page = NonNullable<BookingHistoryQuery['booking']>['history']

function useFacts(booking: BookingRowFragment, page: Page | undefined): Facts {
  const { today } = useHotel()
  const moves = useMoves(booking.id, booking.status)
  const rooms = useRooms()
  const named = page?.nodes.flatMap(({ after }) => (after && 'guestId' in after ? [after.guestId] : [])) ?? []
  const ids = [...new Set(named)].slice(0, 200)
  const { data } = useQuery(KnownGuestsDocument, { variables: { ids }, fetchPolicy: 'cache-and-network' })
  return {
    moves,
    today,
    rooms: rooms && new Set(rooms.map(({ id }) => id)),
    guests: data && new Set(data.guests.nodes.map(({ id }) => id)),
  }
}
