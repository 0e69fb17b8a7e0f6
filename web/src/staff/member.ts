import type { StaffRefusedFragment as Refused, StaffShownFragment } from '@/gql/graphql'
import type { I18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'

import { ruleText } from '@/editing/problems'

export type Member = StaffShownFragment
export type StaffRefused = Refused

/** How an account is: closed, not joined yet, or open. */
export function stateOf({ closedAt, invitation }: Member, now: number): PlainKey {
  if (closedAt !== null) return 'staff.is.closed'
  if (invitation?.purpose !== 'JOIN') return 'staff.is.open'
  return Date.parse(invitation.expiresAt) > now ? 'staff.is.invited' : 'staff.is.late'
}

/** Why something was not done to an account, in the reader's words. */
export function whyNot(refused: Refused, t: I18n['t']): string {
  switch (refused.__typename) {
    case 'StaffConflict':
      return t('staff.conflict', { name: refused.current.name })
    case 'LastManager':
      return t('staff.lastManager')
    case 'AccountClosed':
      return t('staff.accountClosed')
    case 'Forbidden':
      return t('refused.Forbidden')
    case 'NotFound':
      return t('editing.none')
    case 'InvalidInput':
      return refused.problems
        .map((problem) => `${t(LABELS[problem.field] ?? 'staff.name')} ${ruleText(problem, t)}`)
        .join('; ')
    default:
      return refused.message
  }
}

const LABELS: Readonly<Record<string, PlainKey>> = {
  name: 'staff.name',
  email: 'session.email',
  role: 'staff.role',
}
