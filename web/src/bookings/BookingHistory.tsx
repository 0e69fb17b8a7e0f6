import { useQuery } from '@apollo/client/react'
import { useState } from 'react'

import { History } from '@/editing'
import { BookingHistoryDocument, type BookingRowFragment } from '@/gql/graphql'
import { useMay } from '@/session/context'

import { bookingNoun, rowOfBooking } from './noun'
import { useEditBooking } from './useBookingWrites'
import { useBookingWording } from './wording'

const PAGE = 50

/** Who changed what of a booking, and the way back to any of its versions. */
export function BookingHistory({ booking }: { booking: BookingRowFragment }) {
  const [first, setFirst] = useState(PAGE)
  const { data, previousData } = useQuery(BookingHistoryDocument, {
    variables: { id: booking.id, first },
    fetchPolicy: 'cache-and-network',
  })
  return (
    <History
      noun={bookingNoun}
      current={rowOfBooking(booking)}
      page={(data ?? previousData)?.booking?.history}
      wording={useBookingWording()}
      mayRestore={useMay('DESK')}
      write={useEditBooking(booking.id, 'REJECT')}
      onMore={() => setFirst((count) => count + PAGE)}
    />
  )
}
