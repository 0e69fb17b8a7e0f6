import { expect, it } from 'vitest'

import { de } from '@/i18n/de'
import { en } from '@/i18n/en'
import { filled } from '@/i18n/filled'
import { formats } from '@/i18n/formats'
import type { TextKey } from '@/i18n/texts'
import type { I18n } from '@/i18n'

import { change } from './fixtures'
import { manySentence, sentence } from './wording'

const wordsOf = (texts: Record<TextKey, string>, locale: string) => {
  const t = (key: TextKey, holes?: Record<string, string | number>) => filled(texts[key], holes)
  return { t: t as I18n['t'], ...formats(locale) }
}
const WORDS = [wordsOf(en, 'en-GB'), wordsOf(de, 'de-DE')]
const names = { room: '204', guest: 'Greta Nowak' }
const bare = (text: string) => text.replace(/[\s\u2009]+/g, ' ').replace(/ ?– ?/g, '–')
const both = (...changes: Parameters<typeof sentence>[0]) =>
  WORDS.map((words) => bare(sentence(changes, names, words)))

it('says where somebody was moved, and to which days', () => {
  expect(both(change({ to: { roomId: 'room-204' } }))).toEqual([
    'Anna moved Greta Nowak to 204',
    'Anna hat Greta Nowak in Zimmer 204 verlegt',
  ])
  expect(both(change({ to: { roomId: 'room-204', checkOut: '2031-03-08' } }))).toEqual([
    'Anna moved Greta Nowak to 204, 3–8 Mar 2031',
    'Anna hat Greta Nowak in Zimmer 204 verlegt, 03.–08.03.2031',
  ])
  expect(both(change({ to: { checkIn: '2031-03-04' } }))).toEqual([
    'Anna changed the days of Greta Nowak to 4–6 Mar 2031',
    'Anna hat die Tage von Greta Nowak auf 04.–06.03.2031 geändert',
  ])
})

it('says the new price and the new guest', () => {
  expect(both(change({ to: { totalPrice: '1234.50' } }))).toEqual([
    'Anna changed the price for Greta Nowak to €1,234.50',
    'Anna hat den Preis für Greta Nowak auf 1.234,50 € geändert',
  ])
  expect(both(change({ from: { guestId: 'paul' }, to: { guestId: 'greta' } }))).toEqual([
    'Anna changed the guest of booking B-1042 to Greta Nowak',
    'Anna hat den Gast von Buchung B-1042 zu Greta Nowak geändert',
  ])
})

it('says how far a stay has come, and what was undone', () => {
  expect(both(change({ to: { status: 'CHECKED_IN' } }))).toEqual([
    'Anna checked in Greta Nowak',
    'Anna hat Greta Nowak eingecheckt',
  ])
  const [left] = both(
    change({ from: { status: 'CHECKED_IN' }, to: { status: 'CHECKED_OUT', checkOut: '2031-03-05' } }),
  )
  expect(left, 'an early departure').toBe('Anna checked out Greta Nowak')
  expect(both(change({ to: { status: 'CANCELLED' } }))[0]).toBe('Anna cancelled the booking of Greta Nowak')
  const back = change({ from: { status: 'CHECKED_OUT' }, to: { status: 'CHECKED_IN' } })
  expect(both(back)).toEqual([
    'Anna undid the check-out of Greta Nowak',
    'Anna hat den Check-out von Greta Nowak zurückgenommen',
  ])
  const revived = change({ from: { status: 'CANCELLED' }, to: { status: 'INQUIRY' } })
  expect(both(revived)[0]).toBe('Anna undid the cancellation for Greta Nowak')
  const confirmed = change({ from: { status: 'INQUIRY' }, to: { status: 'CONFIRMED' } })
  expect(both(confirmed)[0]).toBe('Anna confirmed the booking of Greta Nowak')
})

it('names up to three things, and counts more', () => {
  expect(both(change({ to: { notes: 'late', adults: 1, children: 1 } }))).toEqual([
    'Anna changed the number of persons and the notes for Greta Nowak',
    'Anna hat die Personenzahl und die Notizen der Buchung von Greta Nowak geändert',
  ])
  const much = { notes: 'late', adults: 1, roomId: 'room-204', totalPrice: '1' }
  expect(both(change({ to: much }))).toEqual([
    'Anna changed 4 details for Greta Nowak',
    'Anna hat 4 Angaben zur Buchung von Greta Nowak geändert',
  ])
})

it('says what was made and deleted', () => {
  expect(both(change({ action: 'CREATED' }))).toEqual([
    'Anna made a booking for Greta Nowak, 3–6 Mar 2031',
    'Anna hat eine Buchung für Greta Nowak angelegt, 03.–06.03.2031',
  ])
  expect(both(change({ to: { notes: 'x' } }), change({ action: 'DELETED', version: 3 }))).toEqual([
    'Anna deleted booking B-1042 of Greta Nowak',
    'Anna hat Buchung B-1042 von Greta Nowak gelöscht',
  ])
})

it('says of several changes what came of them', () => {
  const moved = change({ to: { roomId: 'room-204' } })
  const priced = change({ version: 3, from: { roomId: 'room-204' }, to: { totalPrice: '99' } })
  expect(both(moved, priced)[0]).toBe('Anna changed the room and the price for Greta Nowak')
  const back = change({ version: 4, from: { roomId: 'room-204' }, to: { roomId: 'room-101' } })
  expect(both(moved, back)[0], 'nothing, in the end').toBe('Anna changed booking B-1042 of Greta Nowak')
})

it('counts the bookings of a burst', () => {
  const of = (action: 'CREATED' | 'UPDATED' | 'DELETED') =>
    Array.from({ length: 12 }, (_, n) => [change({ action, bookingId: `b${n}` })])
  expect(WORDS.map((words) => manySentence(of('UPDATED'), words))).toEqual([
    'Anna changed 12 bookings',
    'Anna hat 12 Buchungen geändert',
  ])
  expect(WORDS.map((words) => manySentence(of('CREATED'), words))[0]).toBe('Anna made 12 bookings')
  expect(WORDS.map((words) => manySentence(of('DELETED'), words))[0]).toBe('Anna deleted 12 bookings')
})
