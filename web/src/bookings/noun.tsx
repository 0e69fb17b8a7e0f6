import type { Values } from '@frontdesk/client'
import { coupled } from '@/gql/coupled'
import {
  AddBookingDocument,
  BookingByIdDocument,
  type BookingPatch,
  type BookingRowFragment,
  type BookingStatus,
  EditBookingDocument,
  RemoveBookingDocument,
} from '@/gql/graphql'
import { guestNoun } from '@/guests/noun'
import { describe } from '@/nouns/noun'
import { RowName } from '@/nouns/RowName'
import { roomNoun } from '@/rooms/noun'

import { endsTooEarly } from './nights'

export type BookingField = keyof BookingPatch
export type BookingValues = Values<BookingField>

export const bookingNoun = describe<BookingField, BookingRowFragment>({
  name: 'Booking',
  role: 'DESK',
  words: {
    one: 'booking.tab',
    many: 'nav.bookings',
    new: 'booking.new',
    search: 'bookings.search',
    kept: 'outbox.kept.booking',
    unpromised: 'outbox.unpromised',
  },
  called: ({ reference }) => reference,
  calledNew: (news, called) =>
    [called(guestNoun, news[0].guestId), ...news.map(({ roomId }) => called(roomNoun, roomId))].join(', '),
  what: (reference, t) => t('booking.what', { reference }),
  label: (field) => `booking.${field}`,
  fields: {
    status: {
      is: 'own',
      initial: 'CONFIRMED',
      text: (status, { t }) => t(`booking.status.${status as BookingStatus}`),
    },
    guestId: {
      is: 'own',
      required: true,
      initial: null,
      text: (id) => <RowName noun={guestNoun} id={String(id)} />,
    },
    checkIn: { is: 'day', required: true },
    checkOut: { is: 'day', required: true },
    roomId: {
      is: 'own',
      required: true,
      initial: null,
      text: (id) => <RowName noun={roomNoun} id={String(id)} />,
    },
    adults: { is: 'count', min: 1, required: true, initial: 2 },
    children: { is: 'count', min: 0, required: true, initial: 0 },
    totalPrice: { is: 'amount', required: true },
    currency: { is: 'currency', required: true },
    notes: { is: 'notes' },
  },
  coupled: coupled.BookingPatch,
  together: (group) => (group.includes('totalPrice') ? 'booking.together.price' : 'booking.together.room'),
  check: (stay) => (endsTooEarly(stay) ? [{ field: 'checkOut', rule: 'ORDER' }] : []),
  restores: true,
  byId: BookingByIdDocument,
  add: AddBookingDocument,
  edit: EditBookingDocument,
  remove: RemoveBookingDocument,
})
