import { isSameAmount } from '@frontdesk/client'
import type { BookingStatus } from '@/gql/graphql'
import type { I18n } from '@/i18n'
import type { BookingChange } from '@/live/context'

type Words = Pick<I18n, 't' | 'days' | 'money' | 'list'>

/** What a change does not say itself. */
export interface Names {
  room: string
  /** Of a booking that is deleted: others name their guest. */
  guest: string
}

/** More is not read in a toast. */
const LISTED = 3

type Thing = 'room' | 'days' | 'guest' | 'price' | 'persons' | 'notes' | 'status'
type Booking = Omit<NonNullable<BookingChange['before']>, '__typename'>

/** A change, as far as a sentence tells of it: of the stream, or of the log. */
export interface ToldChange extends Pick<BookingChange, 'action' | 'actor'> {
  before: Booking | null
  booking: (Booking & { guest: { name: string } }) | null
}

const THING_OF = {
  roomId: 'room',
  checkIn: 'days',
  checkOut: 'days',
  guestId: 'guest',
  totalPrice: 'price',
  currency: 'price',
  adults: 'persons',
  children: 'persons',
  notes: 'notes',
  status: 'status',
} as const satisfies Partial<Record<keyof Booking, Thing>>

/** What somebody did to one booking, by one or more changes of theirs, oldest first: "Anna moved Greta Nowak to 204". */
export function sentence(changes: readonly ToldChange[], names: Names, words: Words): string {
  const { t, days, money, list } = words
  const [first, last] = [changes[0], changes.at(-1)]
  if (!first || !last) return ''
  const { booking: now } = last
  const what = now?.reference ?? last.before?.reference ?? ''
  const guest = now?.guest.name ?? names.guest
  const fill = { name: last.actor.name, guest, what }
  if (!now) return t('news.deleted', fill)
  const nights = { ...fill, days: days(now.checkIn, now.checkOut) }
  if (first.action === 'CREATED' || !first.before) return t('news.created', nights)

  const { before } = first
  const things = changed(before, now)
  const only = (...wanted: Thing[]) =>
    things.length === wanted.length && wanted.every((thing) => things.includes(thing))
  if (only()) return t('news.nothing', fill)
  if (only('room')) return t('news.moved', { ...fill, room: names.room })
  if (only('room', 'days')) return t('news.movedDays', { ...nights, room: names.room })
  if (only('days')) return t('news.days', nights)
  if (only('price')) return t('news.price', { ...fill, price: money(now.totalPrice, now.currency) })
  if (only('guest')) return t('news.guest', fill)
  // Who leaves early has another departure.
  if (only('status') || only('status', 'days')) return t(becoming(before.status, now.status), fill)
  if (things.length > LISTED) return t('news.several', { ...fill, count: things.length })
  return t('news.things', { ...fill, things: list(things.map((thing) => t(`news.thing.${thing}`))) })
}

/** What somebody did to several bookings: "Anna changed 12 bookings". */
export function manySentence(
  bookings: readonly (readonly BookingChange[])[],
  { t }: Pick<Words, 't'>,
): string {
  const changes = bookings.flat()
  const [first] = changes
  const all = (action: BookingChange['action']) =>
    bookings.every((of) => of.some((change) => change.action === action))
  const fill = { name: first?.actor.name ?? '', count: bookings.length }
  if (all('DELETED')) return t('news.many.DELETED', fill)
  return t(all('CREATED') ? 'news.many.CREATED' : 'news.many', fill)
}

function changed(before: Booking, now: Booking): readonly Thing[] {
  const fields = Object.keys(THING_OF) as (keyof typeof THING_OF)[]
  const differing = fields.filter((field) =>
    field === 'totalPrice' ? !isSameAmount(before[field], now[field]) : before[field] !== now[field],
  )
  return [...new Set(differing.map((field) => THING_OF[field]))]
}

/** A status that goes back undoes what was done. */
function becoming(from: BookingStatus, to: BookingStatus) {
  const isBack =
    from === 'CANCELLED' ||
    (from === 'CHECKED_OUT' && to === 'CHECKED_IN') ||
    ((from === 'CHECKED_IN' || from === 'NO_SHOW') && to === 'CONFIRMED')
  return isBack ? (`news.undone.${from}` as const) : (`news.status.${to}` as const)
}
