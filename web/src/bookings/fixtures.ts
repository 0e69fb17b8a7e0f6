import type { BookingRowFragment } from '@/gql/graphql'

const AT = '2026-11-01T12:00:00Z'

/** A booking for tests. */
export function bookingRow(fields: Partial<BookingRowFragment> & { id: string }): BookingRowFragment {
  return {
    __typename: 'Booking',
    version: 1,
    reference: `B-${fields.id}`,
    roomId: '101',
    guestId: 'g',
    checkIn: '2026-12-01',
    checkOut: '2026-12-04',
    nights: 3,
    adults: 1,
    children: 0,
    status: 'CONFIRMED',
    totalPrice: '300.00',
    currency: 'EUR',
    notes: '',
    createdAt: AT,
    updatedAt: AT,
    updatedBy: null,
    guest: {
      __typename: 'Guest',
      id: 'g',
      version: 1,
      name: 'Emma Johansson',
      email: null,
      phone: null,
      country: null,
      notes: '',
      createdAt: AT,
      updatedAt: AT,
      updatedBy: null,
    },
    ...fields,
  }
}
