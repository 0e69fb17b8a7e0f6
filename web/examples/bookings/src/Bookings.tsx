import { useQueue, useWatch } from '@frontdesk/client/react'
import { useState } from 'react'

import { type Booking, withWaiting } from './booking'
import { ConflictDialog } from './ConflictDialog'
import { EditForm } from './EditForm'
import { cache } from './frontdesk'
import { BookingChangedDocument, type BookingsQuery } from './gql/graphql'
import { usePresenceOfAll, usePresent } from './presence'
import type { Saves } from './queue'
import { SaveList } from './SaveList'

interface Props {
  page: BookingsQuery['bookings']
  refetch: () => Promise<{ data?: BookingsQuery }>
  me: string
  queue: Saves
}

export function Bookings({ page, refetch, me, queue }: Props) {
  const { entries: saves } = useQueue(queue)
  const [opened, setOpened] = useState<string>()
  useLive(page.revision, refetch)
  usePresenceOfAll()

  const bookings = page.nodes.map((booking) => withWaiting(booking, saves))
  const open = bookings.find(({ id }) => id === opened)
  return (
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
      {open && (
        <EditForm key={open.id} booking={open} me={me} queue={queue} onClose={() => setOpened(undefined)} />
      )}
      <SaveList saves={saves} bookings={bookings} queue={queue} />
      <ConflictDialog saves={saves} bookings={bookings} queue={queue} />
    </main>
  )
}

/** What others do is in the cache before we are told, and by that on the screen. */
function useLive(revision: string, refetch: Props['refetch']) {
  // Watched from the first list on: what is read anew later is newer than that.
  const [after] = useState(revision)
  const readAnew = (): Promise<unknown> =>
    refetch().catch(() => new Promise((again) => setTimeout(again, 1000)).then(readAnew))
  useWatch(BookingChangedDocument, {
    after,
    onChange: ({ action, bookingId, fields, version }) => {
      if (action === 'DELETED') cache.forget({ __typename: 'Booking', id: bookingId }, version)
      // Only these change which bookings the list has, or their order.
      if (action !== 'UPDATED' || fields.some((field) => ['status', 'checkIn'].includes(field)))
        void readAnew()
    },
    onGap: async () => {
      cache.beginAnew()
      return (await refetch()).data?.bookings.revision
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
