import type { ActivityEntryFragment } from '@/gql/graphql'
import type { Noun } from '@/gql/nouns'
import type { I18n } from '@/i18n'
import { historyOf } from '@/news/address'
import { sentence } from '@/news/wording'

/** What the log does not say itself: rooms and guests by their ids. */
export interface Known {
  room: (id: string) => string | undefined
  guest: (id: string) => string | undefined
}

/** What the entry's fields are called. */
export type Label = (noun: Noun, field: string) => string

export const NOUNS = { BOOKING: 'Booking', GUEST: 'Guest', ROOM: 'Room' } as const

type Image = NonNullable<ActivityEntryFragment['after']>
type BookingImage = Extract<Image, { __typename: 'BookingSnapshot' }>

/** What somebody did, as news tell it: "Anna moved Greta Nowak to 204". */
export function lineOf(entry: ActivityEntryFragment, known: Known, label: Label, words: I18n): string {
  const { t } = words
  const { actor, action, entity, before, after } = entry
  const name = actor.name
  const bookingBefore = bookingOf(before)
  const bookingAfter = bookingOf(after)
  const booking = bookingAfter ?? bookingBefore
  if (booking) {
    const guest = known.guest(booking.guestId) ?? t('news.somebody')
    const now = bookingAfter && { ...bookingAfter, guest: { name: guest } }
    const change = { action, actor, before: bookingBefore ?? null, booking: now ?? null }
    return sentence([change], { room: known.room(booking.roomId) ?? '…', guest }, words)
  }
  if (entity === 'OTHER' || entity === 'BOOKING') return t('activity.other', { name })
  const what = calledOf(after) ?? calledOf(before) ?? t('news.somebody')
  if (action !== 'UPDATED') return t(`activity.${action}.${entity}`, { name, what })
  const fields = words.list(entry.fields.map((field) => label(NOUNS[entity], field)))
  return t(`activity.UPDATED.${entity}`, { name, what, fields })
}

/** The way to the row and its history. */
export function wayOf({ entity, rowId }: ActivityEntryFragment): string | undefined {
  switch (entity) {
    case 'BOOKING':
      return historyOf(rowId)
    case 'GUEST':
      return `/guests?guest=${rowId}&tab=history`
    case 'ROOM':
      return `/rooms?room=${rowId}&tab=history`
    case 'OTHER':
      return undefined
  }
}

/** The guests whom the entries name. */
export function guestsIn(entries: readonly ActivityEntryFragment[]): string[] {
  const ids = entries.flatMap(({ before, after }) =>
    [bookingOf(before)?.guestId, bookingOf(after)?.guestId].filter((id) => id !== undefined),
  )
  return [...new Set(ids)].sort()
}

function bookingOf(image: Image | null): BookingImage | undefined {
  return image?.__typename === 'BookingSnapshot' ? image : undefined
}

function calledOf(image: Image | null): string | undefined {
  return image && image.__typename !== 'BookingSnapshot' ? image.called : undefined
}
