import type { InvalidRule, RefusedShownFragment } from '@/gql/graphql'
import type { I18n } from '@/i18n'
import type { PlainKey, TextKey } from '@/i18n/texts'

import type { Values } from '@frontdesk/client'

/** A field and the rule that its value breaks: as the server says it, or as the page could tell by itself. */
export interface FieldProblem {
  field: string
  rule: InvalidRule
  /** Which of several rows that are written at once: its place, from 0. */
  update?: { index: number } | null
}

/** Those of the fields that have to be filled in and are not. */
export function missing<Field extends string>(
  values: Values<Field>,
  required: readonly Field[],
): FieldProblem[] {
  return required
    .filter((field) => values[field] === null || values[field] === '')
    .map((field) => ({ field, rule: 'REQUIRED' }))
}

/** What a code must look like depends on whose it is. */
const FORMS: Partial<Record<string, TextKey & `invalid.${string}`>> = {
  email: 'invalid.FORM.email',
  country: 'invalid.FORM.country',
  currency: 'invalid.FORM.currency',
  locale: 'invalid.FORM.locale',
  timeZone: 'invalid.FORM.timeZone',
}

/** What is wrong with a field's value, in the reader's words. */
export function ruleText({ field, rule }: FieldProblem, t: I18n['t']): string {
  return t((rule === 'FORM' && FORMS[field]) || `invalid.${rule}`)
}

/** Why a write was not carried out, as the server says it. */
export type Refused = RefusedShownFragment

/** None where it is said in a place of its own. */
const ENDS: Readonly<Record<Refused['__typename'], PlainKey | undefined>> = {
  AccountClosed: 'staff.accountClosed',
  AlreadyDeleted: 'editing.deleted',
  Conflict: 'refused.Conflict',
  Forbidden: 'refused.Forbidden',
  GuestInUse: 'refused.GuestInUse',
  HotelConflict: 'refused.HotelConflict',
  InvalidCredentials: undefined,
  InvalidInput: undefined,
  InvalidInvitation: undefined,
  LastManager: 'staff.lastManager',
  NotFound: 'editing.none',
  RoomInUse: 'refused.RoomInUse',
  RoomUnavailable: 'booking.taken',
  SessionEnded: undefined,
  SessionNotFound: undefined,
  StaffConflict: 'refused.Conflict',
  TooManyAttempts: undefined,
}

/** Why a write was not carried out, in the reader's words; in the server's own where it is newer than the page. */
export function refusalText({ __typename: end, message }: Refused, t: I18n['t']): string {
  const key = ENDS[end]
  return key ? t(key) : message
}
