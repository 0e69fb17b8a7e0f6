import { bookingNoun } from '@/bookings/noun'
import { ruleText } from '@/editing/problems'
import { refusalText, type Refused } from '@/editing'
import type { Noun } from '@/gql/nouns'
import { guestNoun } from '@/guests/noun'
import type { I18n } from '@/i18n'
import type { FieldsDescriptor } from '@/nouns/fields'
import { addressOf } from '@/nouns/noun'
import type { Conflicting, Waiting, Why } from '@/outbox'
import { roomNoun } from '@/rooms/noun'

const NOUNS = { Booking: bookingNoun, Guest: guestNoun, Room: roomNoun } as const
/** The screen whose dialogs a noun's address opens; a booking's opens on any. */
const SCREENS: Readonly<Record<Noun, string>> = { Booking: '', Guest: '/guests', Room: '/rooms' }

export function addressOfRow({ row, body: { noun } }: Waiting): string {
  return `${SCREENS[noun]}?${addressOf(NOUNS[noun])}=${row}`
}

/** "Booking B-1042" */
export function titleOf({ body: { noun, called } }: Waiting, t: I18n['t']): string {
  return `${t(NOUNS[noun].words.one)} ${called}`
}

/** The names of fields that a write sets, or that others changed; those that the page doesn't show have none. */
export function fieldsOf({ body: { noun } }: Waiting, fields: readonly string[], t: I18n['t']): string {
  const described = NOUNS[noun] as unknown as FieldsDescriptor<string>
  return fields
    .filter((field) => field in described.fields)
    .map((field) => t(described.label(field)))
    .join(', ')
}

/** How a write stands, or ended. `reachable`: whether the server answers just now. */
export function stateText(entry: Waiting, reachable: boolean, t: I18n['t']): string {
  const { state } = entry
  switch (state.at) {
    case 'waiting':
    case 'sending':
      return t(reachable ? 'outbox.is.sending' : 'outbox.is.away')
    case 'undecided':
      return t('outbox.is.undecided')
    case 'ended':
      break
  }
  const { end } = state
  if ('choice' in end) return t('outbox.is.dropped')
  switch (end.as) {
    case 'saved':
      return t('outbox.is.saved')
    case 'merged': {
      const fields = fieldsOf(entry, end.mergedFields, t)
      return fields ? t('outbox.is.merged', { fields }) : t('outbox.is.saved')
    }
    case 'conflict': {
      const { fields } = end.detail as Conflicting
      const names = [...new Set(fields.flatMap(({ changedBy }) => changedBy?.name ?? []))].join(', ')
      return t('outbox.is.conflict', { name: names || t('editing.somebody') })
    }
    case 'refused':
      return t('outbox.is.refused', { why: whyText(entry, end.detail as Why, t) })
  }
}

function whyText(entry: Waiting, { end, message, problems = [] }: Why, t: I18n['t']): string {
  if (problems.length > 0) {
    return problems.map((broken) => `${fieldsOf(entry, [broken.field], t)} ${ruleText(broken, t)}`).join('; ')
  }
  return end ? refusalText({ __typename: end, message } as Refused, t) : message
}
