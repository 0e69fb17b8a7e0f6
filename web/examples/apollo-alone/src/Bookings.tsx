import { useSubscription } from '@apollo/client/react'
import { useState } from 'react'

import type { Booking } from './booking'
import { EditForm } from './EditForm'
import { BookingChangedDocument } from './gql/graphql'
import { PresenceContext, usePresenceOfAll, usePresent } from './presence'

interface Props {
  bookings: readonly Booking[]
  refetch: () => Promise<unknown>
  me: string
}

export function Bookings({ bookings, refetch, me }: Props) {
  const [opened, setOpened] = useState<string>()
  const present = usePresenceOfAll()
  useLive(refetch)

  const open = bookings.find(({ id }) => id === opened)
  return (
    <PresenceContext value={present}>
      <main>
        <table>
          <thead>
            <tr>
              {['Booking', 'Guest', 'Stay', 'Price', 'Adults', 'Notes', '', ''].map((title, column) => (
                <th key={column}>{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bookings.map((booking) => (
              <Line key={booking.id} booking={booking} me={me} onOpen={() => setOpened(booking.id)} />
            ))}
          </tbody>
        </table>
        {open && <EditForm key={open.id} booking={open} me={me} onClose={() => setOpened(undefined)} />}
      </main>
    </PresenceContext>
  )
}

function useLive(refetch: Props['refetch']) {
  const readAnew = (): Promise<unknown> =>
    refetch().catch(() => new Promise((again) => setTimeout(again, 1000)).then(readAnew))
  useSubscription(BookingChangedDocument, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      const event = data?.bookingChanged
      // Each time the socket is opened: nobody tells what was missed until then.
      if (event?.__typename === 'StreamReady') void readAnew()
      if (event?.__typename !== 'BookingChange') return
      const { action, fields } = event
      if (action !== 'UPDATED' || fields.some((field) => ['status', 'checkIn'].includes(field)))
        void readAnew()
    },
  })
}

function Line({ booking, me, onOpen }: { booking: Booking; me: string; onOpen: () => void }) {
  const present = usePresent(booking.id, me)
  const { reference, guest, checkIn, checkOut, totalPrice, currency, adults, notes } = booking
  return (
    <tr>
      <th scope="row">{reference}</th>
      <td>{guest.name}</td>
      <td>
        {checkIn} – {checkOut}
      </td>
      <td>
        {totalPrice} {currency}
      </td>
      <td>{adults}</td>
      <td>{notes}</td>
      <td>{present.join(', ')}</td>
      <td>
        <button onClick={onOpen}>Edit</button>
      </td>
    </tr>
  )
}
