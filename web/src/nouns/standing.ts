import { refusalText, type Refused } from '@/editing'
import { ruleText } from '@/editing/problems'
import type { I18n } from '@/i18n'
import type { Conflicting, NewRow, Waiting, Why } from '@/outbox'

import type { FieldsDescriptor, FieldSpec } from './fields'

/** The fields of a noun, whichever. */
interface AnyFields {
  fields: Readonly<Record<string, FieldSpec>>
}

/** The names of fields that a write sets, or that others changed; those that the page doesn't show have none. */
export function fieldsOf(noun: AnyFields, fields: readonly string[], t: I18n['t']): string {
  return fields
    .filter((field) => field in noun.fields)
    .map((field) => t((noun as unknown as FieldsDescriptor<string>).label(field)))
    .join(', ')
}

/** "1 Dec – 3 Dec" of what has days. */
export function daysOf(noun: AnyFields, row: NewRow, day: I18n['day']): string {
  const days = Object.entries(noun.fields).filter(([field, { is }]) => is === 'day' && row[field])
  return days.map(([field]) => day(String(row[field]), 'short')).join(' – ')
}

interface Way {
  /** Whether the server answers just now. */
  reachable: boolean
  /** Whether it waits for somebody's choice about another. */
  held: boolean
}

/** How a write stands, or ended. */
export function stateText(
  noun: AnyFields,
  { state }: Waiting,
  { reachable, held }: Way,
  t: I18n['t'],
): string {
  switch (state.at) {
    case 'waiting':
    case 'sending':
      if (held) return t('outbox.is.held')
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
      const fields = fieldsOf(noun, end.mergedFields, t)
      return fields ? t('outbox.is.merged', { fields }) : t('outbox.is.saved')
    }
    case 'conflict': {
      const { fields } = end.detail as Conflicting
      const names = [...new Set(fields.flatMap(({ changedBy }) => changedBy?.name ?? []))].join(', ')
      return t('outbox.is.conflict', { name: names || t('editing.somebody') })
    }
    case 'refused':
      return t('outbox.is.refused', { why: whyText(noun, end.detail as Why, t) })
  }
}

function whyText(noun: AnyFields, { end, message, problems = [] }: Why, t: I18n['t']): string {
  if (problems.length > 0) {
    return problems.map((broken) => `${fieldsOf(noun, [broken.field], t)} ${ruleText(broken, t)}`).join('; ')
  }
  return end ? refusalText({ __typename: end, message } as Refused, t) : message
}
