import { bookingNoun } from '@/bookings/noun'
import type { Noun } from '@/gql/nouns'
import { guestNoun } from '@/guests/noun'
import type { I18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import { addressOf } from '@/nouns/noun'
import { daysOf, fieldsOf } from '@/nouns/standing'
import { isCreation, rowAsked, type Waiting, type Why } from '@/outbox'
import { roomNoun } from '@/rooms/noun'

const NOUNS = { Booking: bookingNoun, Guest: guestNoun, Room: roomNoun } as const
/** The screen whose dialogs a noun's address opens; a booking's opens on any. */
const SCREENS: Readonly<Record<Noun, string>> = { Booking: '', Guest: '/guests', Room: '/rooms' }

export function nounOf({ body: { noun } }: Waiting) {
  return NOUNS[noun]
}

export function addressOfRow(entry: Waiting): string {
  const { noun } = entry.body
  return `${SCREENS[noun]}?${addressOf(NOUNS[noun])}=${rowAsked(entry)}`
}

/** "Booking B-1042", "New booking: Carla Rossi, 12" */
export function titleOf({ body }: Waiting, t: I18n['t']): string {
  const { one, new: made } = NOUNS[body.noun].words
  return 'rows' in body ? `${t(made)}: ${body.called}` : `${t(one)} ${body.called}`
}

/** What is written: the names of the fields, or the days of what is new. */
export function contentsOf(entry: Waiting, { t, day }: I18n): string {
  const noun = nounOf(entry)
  return isCreation(entry) ? daysOf(noun, entry.body.rows[0], day) : fieldsOf(noun, entry.fields, t)
}

/** What nobody has as long as a new row waits. */
export function unpromisedOf({ body: { noun } }: Waiting): PlainKey | undefined {
  return NOUNS[noun].words.unpromised
}

/** A new row that somebody gave up is nowhere. */
export function isGivenUp(entry: Waiting): boolean {
  const { state } = entry
  return isCreation(entry) && state.at === 'ended' && 'choice' in state.end
}

export function isRoomTaken({ state }: Waiting): boolean {
  if (state.at !== 'ended' || state.end.as !== 'refused') return false
  return (state.end.detail as Why).end === 'RoomUnavailable'
}
