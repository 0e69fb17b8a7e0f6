import type { BookingFilter, BookingStatus, PaperRowFragment } from '@/gql/graphql'
import { byName } from '@/i18n/names'
import { dayNumber, isoDate } from '@/plan/days'
import { SHOWN } from '@/plan/stay'

export const LISTS = ['arrivals', 'departures', 'in-house', 'cards'] as const
export type ListName = (typeof LISTS)[number]
export type Order = 'room' | 'guest'

type Stay = Pick<PaperRowFragment, 'checkIn' | 'checkOut' | 'status'>

/** Which bookings a list holds: how the server is asked for them, and which of its answers belong there. */
export interface Choice {
  filters: readonly BookingFilter[]
  holds: (booking: Stay) => boolean
}

/**
 * The bookings of a list on a day. On the hotel's own day also who should have come before, and who should have left:
 * the desk has to do with them today. Days as the API has them are in the order of their text.
 */
export function choiceOf(list: ListName, day: string, today: string): Choice {
  const [before, after] = [isoDate(dayNumber(day) - 1), isoDate(dayNumber(day) + 1)]
  const isToday = day === today
  switch (list) {
    case 'arrivals':
      return arriving(SHOWN)
    case 'cards':
      return arriving(['CONFIRMED', 'CHECKED_IN'])
    case 'departures': {
      const statuses: BookingStatus[] = ['CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT']
      return {
        filters: [
          { from: before, to: day, statuses },
          ...(isToday ? [{ to: day, statuses: ['CHECKED_IN'] } satisfies BookingFilter] : []),
        ],
        holds: (booking) =>
          (booking.checkOut === day && statuses.includes(booking.status)) ||
          (isToday && staysOn(booking, day)),
      }
    }
    case 'in-house': {
      // Today those who are there; on another day those who were, or are to be, for the night.
      if (isToday) {
        return { filters: [{ statuses: ['CHECKED_IN'] }], holds: ({ status }) => status === 'CHECKED_IN' }
      }
      const statuses: BookingStatus[] = ['CHECKED_IN', day < today ? 'CHECKED_OUT' : 'CONFIRMED']
      return {
        filters: [{ from: day, to: after, statuses }],
        holds: ({ checkIn, checkOut, status }) =>
          checkIn <= day && checkOut > day && statuses.includes(status),
      }
    }
  }

  function arriving(statuses: readonly BookingStatus[]): Choice {
    return {
      filters: [
        { from: day, to: after, statuses: [...statuses] },
        ...(isToday ? [{ to: day, statuses: ['CONFIRMED'] } satisfies BookingFilter] : []),
      ],
      holds: (booking) =>
        (booking.checkIn === day && statuses.includes(booking.status)) || (isToday && isLate(booking, day)),
    }
  }
}

/** The day that an address names; the hotel's own where it names none. */
export function dayIn(asked: string | null, today: string): string {
  const number = asked && /^\d{4}-\d\d-\d\d$/.test(asked) ? dayNumber(asked) : NaN
  return asked && !Number.isNaN(number) && isoDate(number) === asked ? asked : today
}

/** The registration card of one booking, whenever it is. */
export function cardOf(bookingId: string): Choice {
  return { filters: [{ ids: [bookingId] }], holds: () => true }
}

/** Whether the guest should have come, or left, on a day that is over. */
export function isOverdue(booking: Stay, today: string): boolean {
  return isLate(booking, today) || staysOn(booking, today)
}

function isLate({ status, checkIn }: Stay, today: string): boolean {
  return status === 'CONFIRMED' && checkIn < today
}

function staysOn({ status, checkOut }: Stay, today: string): boolean {
  return status === 'CHECKED_IN' && checkOut < today
}

export function inOrder(rows: readonly PaperRowFragment[], order: Order): PaperRowFragment[] {
  const room = (a: PaperRowFragment, b: PaperRowFragment) => byName(a.room.name, b.room.name)
  const guest = (a: PaperRowFragment, b: PaperRowFragment) => byName(a.guest.name, b.guest.name)
  const [first, second] = order === 'room' ? [room, guest] : [guest, room]
  return [...rows].sort((a, b) => first(a, b) || second(a, b) || byName(a.reference, b.reference))
}
