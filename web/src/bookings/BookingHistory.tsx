import { useQuery } from '@apollo/client/react'

import { History, useHistory } from '@/editing'
import { type BookingRowFragment, type HistoryPageFragment, KnownGuestsDocument } from '@/gql/graphql'
import { useHotel } from '@/live'
import { useRooms } from '@/rooms/useRooms'
import { useMay } from '@/session/context'

import { bookingNoun, rowOfBooking } from './noun'
import { type Facts, notRestorable } from './restorable'
import { useEditBooking } from './useBookingWrites'
import { useMoves } from './useMoves'
import { useBookingWording } from './wording'

interface Props {
  id: string
  /** None where it is deleted. */
  booking: BookingRowFragment | undefined
}

/** Who changed what of a booking, and the way back to any of its versions. */
export function BookingHistory({ id, booking }: Props) {
  const { page, onMore } = useHistory(id)
  const facts = useFacts(booking, page)
  return (
    <History
      noun={bookingNoun}
      current={booking && rowOfBooking(booking)}
      page={page}
      wording={useBookingWording()}
      mayRestore={useMay('DESK')}
      write={useEditBooking(id, 'REJECT')}
      onMore={onMore}
      refusing={(now, target, wanted) => notRestorable(now, target, wanted, facts)}
    />
  )
}

function useFacts(booking: BookingRowFragment | undefined, page: HistoryPageFragment | undefined): Facts {
  const { today } = useHotel()
  const moves = useMoves(booking?.id, booking?.status)
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
