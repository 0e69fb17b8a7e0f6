import { useMutation } from '@apollo/client/react'

import {
  EndStaffSessionsDocument,
  type LinkMadeFragment,
  RenewInvitationDocument,
  UpdateStaffMemberDocument,
} from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { notice } from '@/ui/notice'

import { type Member, type StaffRefused, whyNot } from './member'

interface Options {
  onLink: (link: LinkMadeFragment) => void
  /** What is shown is not how it is. */
  onStale: () => void
}

type End =
  { __typename: 'StaffMemberSaved' } | ({ __typename: 'InvitationSaved' } & LinkMadeFragment) | StaffRefused

/**
 * What a manager does to an account, on the version that is shown. These are not kept for later: who is shut out while the
 * server is away would not be.
 */
export function useActs(member: Member, { onLink, onStale }: Options) {
  const { t } = useI18n()
  const [update, updating] = useMutation(UpdateStaffMemberDocument)
  const [end, ending] = useMutation(EndStaffSessionsDocument)
  const [renew, renewing] = useMutation(RenewInvitationDocument, { fetchPolicy: 'no-cache' })
  const { id, version: expectedVersion } = member

  const carryOut = async (send: () => Promise<End | null | undefined>, done?: string) => {
    const say = (color: 'red' | 'teal', message: string) => notice({ id: `staff-${id}`, color, message })
    try {
      const came = await send()
      if (came?.__typename === 'InvitationSaved') onLink(came)
      else if (came?.__typename === 'StaffMemberSaved') {
        if (done !== undefined) say('teal', done)
      } else say('red', came ? whyNot(came, t) : t('session.failed'))
    } catch {
      say('red', t('staff.failed'))
    }
    onStale()
  }
  const patch = (closed: boolean, done: string) =>
    carryOut(async () => {
      const { data } = await update({ variables: { input: { id, expectedVersion, patch: { closed } } } })
      return data?.updateStaffMember
    }, done)
  const input = { id, expectedVersion }
  return {
    busy: updating.loading || ending.loading || renewing.loading,
    close: () => patch(true, t('staff.closed', { name: member.name })),
    reopen: () => patch(false, t('staff.reopened', { name: member.name })),
    endSessions: () =>
      carryOut(
        async () => (await end({ variables: { input } })).data?.endStaffSessions,
        t('staff.ended', { name: member.name }),
      ),
    renew: () => carryOut(async () => (await renew({ variables: { input } })).data?.renewInvitation),
  }
}
