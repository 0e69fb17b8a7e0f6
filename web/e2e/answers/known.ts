import type { Hotel } from '../hotel'
import type { BookingRow, Known, Row } from './values'

interface Page<T> {
  nodes: T[]
  pageInfo: { startCursor: string }
}
interface Change {
  entity: string
  action: string
  id: string
  version: number
  revision: string
}
interface Rows {
  bookings: Page<BookingRow & { guest: { erasedAt: string | null } | null }> & { revision: string }
  guests: Page<Row>
  rooms: Page<Row>
  changes: { nodes: Change[] }
}

/** What the hotel has, and had, in an order that does not depend on chance: a seed picks the same again. */
export async function known(hotel: Hotel): Promise<Known> {
  const { bookings, guests, rooms, changes } = await hotel.ask<Rows>(`{
    bookings(first: 40, orderBy: CREATED_AT_ASC) {
      nodes { id version roomId guestId status checkIn checkOut guest { erasedAt } } pageInfo { startCursor } revision
    }
    guests(first: 20) { nodes { id version } pageInfo { startCursor } }
    rooms(first: 20) { nodes { id version } pageInfo { startCursor } }
    changes(first: 200) { nodes { entity action id: rowId version revision } }
  }`)
  const gone = (entity: string) =>
    changes.nodes.filter((change) => change.action === 'DELETED' && change.entity === entity)
  return {
    Booking: [...bookings.nodes, ...gone('BOOKING')],
    Guest: [...guests.nodes, ...gone('GUEST')],
    Room: [...rooms.nodes, ...gone('ROOM')],
    // Notes can be written to it: its guest may be one that was erased by chance.
    watched: bookings.nodes.find(({ guest }) => guest?.erasedAt === null),
    cursors: [bookings, guests, rooms].map(({ pageInfo }) => pageInfo.startCursor),
    revisions: [bookings.revision, ...changes.nodes.slice(0, 3).map(({ revision }) => revision)],
    presences: [],
    day: (after) => hotel.day(after),
  }
}

/** Of these, what subscriptions are to be told of; and nothing has happened yet. */
export async function watchedOnly(hotel: Hotel): Promise<Known> {
  const all = await known(hotel)
  const only = all.watched ? [all.watched] : []
  return { ...all, Booking: only, Guest: only, Room: only, revisions: all.revisions.slice(0, 1) }
}
