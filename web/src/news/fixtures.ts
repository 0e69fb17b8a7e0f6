import type { BookingChange } from '@/live/context'

type Values = Omit<NonNullable<BookingChange['before']>, '__typename' | 'reference'>

const VALUES: Values = {
  roomId: 'room-101',
  guestId: 'greta',
  checkIn: '2031-03-03',
  checkOut: '2031-03-06',
  adults: 2,
  children: 0,
  status: 'CONFIRMED',
  totalPrice: '300.00',
  currency: 'EUR',
  notes: '',
}

interface Told {
  action?: BookingChange['action']
  by?: string
  bookingId?: string
  version?: number
  /** What differs before from what is usual. */
  from?: Partial<Values>
  /** What differs after. */
  to?: Partial<Values>
}

/** A change of booking B-1042 of Greta Nowak, by Anna. */
export function change({
  action = 'UPDATED',
  by = 'Anna',
  bookingId = 'b1',
  version = 2,
  from = {},
  to = {},
}: Told = {}): BookingChange {
  const actor = { __typename: 'Actor' as const, kind: 'USER' as const, id: by, name: by }
  const at = '2031-01-01T12:00:00Z'
  const reference = 'B-1042'
  return {
    __typename: 'BookingChange',
    revision: String(version),
    version,
    action,
    at,
    fields: Object.keys(to),
    bookingId,
    actor,
    before: action === 'CREATED' ? null : { __typename: 'BookingSnapshot', reference, ...VALUES, ...from },
    booking:
      action === 'DELETED'
        ? null
        : {
            __typename: 'Booking',
            id: bookingId,
            version,
            reference,
            ...VALUES,
            ...from,
            ...to,
            nights: 3,
            createdAt: at,
            updatedAt: at,
            updatedBy: actor,
            guest: {
              __typename: 'Guest',
              id: 'greta',
              version: 1,
              name: 'Greta Nowak',
              email: null,
              phone: null,
              country: null,
              notes: '',
              createdAt: at,
              updatedAt: at,
              updatedBy: actor,
            },
          },
  }
}
