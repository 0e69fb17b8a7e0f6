import { Group } from '@mantine/core'

import type { BookingOrder, BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { RowLink } from '@/lists/RowLink'
import type { Column } from '@/lists/RowTable'
import type { Sort } from '@/lists/sorting'
import { WaitingMark } from '@/outbox'
import { PresenceAvatars } from '@/presence'
import { useRooms } from '@/rooms/useRooms'

import { StatusBadge } from './status'

/** What bookings can be sorted by: as they come where nobody asks for another order, first. */
export const BOOKING_ORDERS = ['arrival', 'departure', 'guest', 'room', 'price'] as const
type Order = (typeof BOOKING_ORDERS)[number]

const ORDERS = {
  arrival: 'CHECK_IN',
  departure: 'CHECK_OUT',
  guest: 'GUEST',
  room: 'ROOM',
  price: 'TOTAL_PRICE',
} as const satisfies Readonly<Record<Order, string>>

export function orderOf(sort: Sort<Order> | undefined): BookingOrder {
  return `${ORDERS[sort?.by ?? 'arrival']}_${sort?.descending ? 'DESC' : 'ASC'}`
}

export function useBookingColumns(href: (id: string) => string): Column<BookingRowFragment>[] {
  const { t, day, money } = useI18n()
  const rooms = new Map(useRooms()?.map(({ id, name }) => [id, name]))
  return [
    {
      head: t('bookings.reference'),
      cell: ({ id, reference }) => (
        <Group gap="xs" wrap="nowrap">
          <RowLink href={href(id)}>{reference}</RowLink>
          <WaitingMark row={id} />
          <PresenceAvatars bookingId={id} size={22} />
        </Group>
      ),
    },
    { head: t('booking.guestId'), sort: 'guest', cell: ({ guest }) => guest.name },
    { head: t('booking.checkIn'), sort: 'arrival', cell: ({ checkIn }) => day(checkIn) },
    { head: t('booking.checkOut'), sort: 'departure', cell: ({ checkOut }) => day(checkOut) },
    { head: t('booking.roomId'), sort: 'room', cell: ({ roomId }) => rooms.get(roomId) ?? '…' },
    { head: t('booking.status'), cell: ({ status }) => <StatusBadge status={status} /> },
    {
      head: t('booking.totalPrice'),
      align: 'right',
      sort: 'price',
      cell: ({ totalPrice, currency }) => money(totalPrice, currency),
    },
  ]
}
