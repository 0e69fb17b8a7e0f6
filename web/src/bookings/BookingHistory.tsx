import { useQuery } from '@apollo/client/react'

import { useHistory } from '@/editing'
import { type BookingRowFragment, type HistoryPageFragment, KnownGuestsDocument } from '@/gql/graphql'
import { useHotel } from '@/live'
import { RowVersions } from '@/nouns/RowHistory'
import { useRooms } from '@/rooms/useRooms'

import { bookingNoun } from './noun'
import { type Facts, notRestorable } from './restorable'
import { useMoves } from './useMoves'

interface Props {
  id: string
  /** None where it is deleted. */
  booking: BookingRowFragment | undefined
}

/** Who changed what of a booking, and what of it can be had back. */
export function BookingHistory({ id, booking }: Props) {
  const read = useHistory(id)
  const facts = useFacts(booking, read.page)
  return (
    <RowVersions
      noun={bookingNoun}
      id={id}
      row={booking}
      {...read}
      refusing={(now, target, wanted) => notRestorable(now, target, wanted, facts)}
    />
  )
}

function useFacts(booking: BookingRowFragment | undefined, page: HistoryPageFragment | undefined): Facts {
  const { today } = useHotel()
  const moves = useMoves(booking?.id, booking?.status)
  const rooms = useRooms()
  const named =
    page?.nodes.flatMap(({ after }) => (after?.__typename === 'BookingSnapshot' ? [after.guestId] : [])) ?? []
  const ids = [...new Set(named)].slice(0, 200)
  const { data } = useQuery(KnownGuestsDocument, { variables: { ids }, fetchPolicy: 'cache-and-network' })
  return {
    moves,
    today,
    rooms: rooms && new Set(rooms.map(({ id }) => id)),
    guests: data && new Set(data.guests.nodes.map(({ id }) => id)),
  }
}
