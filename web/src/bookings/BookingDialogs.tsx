import { useSearchParams } from 'wouter'

import { useNewRow } from '@/outbox'

import { BookingDialog } from './BookingDialog'
import { NewBookingDialog } from './NewBookingDialog'
import { WaitingBooking } from './WaitingBooking'

const OWN = ['booking', 'tab', 'new', 'from', 'to', 'for']

/**
 * The dialogs that any screen opens by its address: `?booking=ID&tab=history`, and for a new one
 * `?new=ROOM&from=DAY&to=DAY&for=GUEST`, of which all may be empty.
 */
export function BookingDialogs() {
  const [search, setSearch] = useSearchParams()
  const bookingId = search.get('booking')
  const roomId = search.get('new')
  const waiting = useNewRow('Booking', bookingId ?? '')

  const close = () =>
    setSearch((now) => {
      const left = new URLSearchParams(now)
      for (const name of OWN) left.delete(name)
      return left
    })
  const show = (tab: string) =>
    setSearch(
      (now) => {
        const next = new URLSearchParams(now)
        next.set('tab', tab)
        return next
      },
      { replace: true },
    )

  return (
    <>
      {waiting && <WaitingBooking {...waiting} onClose={close} />}
      {bookingId !== null && !waiting && (
        <BookingDialog key={bookingId} id={bookingId} tab={search.get('tab')} onTab={show} onClose={close} />
      )}
      {bookingId === null && roomId !== null && (
        <NewBookingDialog
          key={search.toString()}
          roomId={roomId}
          from={search.get('from')}
          to={search.get('to')}
          guestId={search.get('for')}
          onClose={close}
        />
      )}
    </>
  )
}
