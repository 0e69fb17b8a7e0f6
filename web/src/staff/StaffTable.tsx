import { Badge, Paper, Table, Text } from '@mantine/core'
import { useEffect, useState } from 'react'

import type { LinkMadeFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useUser } from '@/session/context'

import { MemberActions } from './MemberActions'
import { type Member, stateOf } from './member'
import classes from '@/lists/RowTable.module.css'

interface Props {
  staff: readonly Member[]
  onEdit: (member: Member) => void
  onLink: (link: LinkMadeFragment) => void
  onStale: () => void
}

/** Everybody who has an account, and what can be done to it. Programs are the operator's. */
export function StaffTable({ staff, ...acts }: Props) {
  const { t } = useI18n()
  const now = useNow()
  return (
    <Paper withBorder radius="md" className={classes['frame']}>
      <Table aria-label={t('nav.staff')} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('staff.name')}</Table.Th>
            <Table.Th>{t('session.email')}</Table.Th>
            <Table.Th>{t('staff.role')}</Table.Th>
            <Table.Th>{t('staff.state')}</Table.Th>
            <Table.Th>{t('staff.signedIn')}</Table.Th>
            <Table.Th>{t('staff.acts')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {staff.map((member) => (
            <MemberRow key={member.id} {...{ member, now }} {...acts} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

function MemberRow({ member, now, ...acts }: Omit<Props, 'staff'> & { member: Member; now: number }) {
  const { t, moment } = useI18n()
  const me = useUser()
  const { name, email, role, kind, signedInAt, openSessions } = member
  const state = stateOf(member, now)
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        {member.id === me.id && ` (${t('staff.you')})`}
      </Table.Td>
      <Table.Td>{kind === 'SERVICE' ? t('staff.service') : email}</Table.Td>
      <Table.Td>{t(`role.${role}`)}</Table.Td>
      <Table.Td>
        <Badge variant="outline" color={state === 'staff.is.open' ? 'teal' : 'gray'}>
          {t(state)}
        </Badge>
      </Table.Td>
      <Table.Td>
        {signedInAt && <Text size="sm">{moment(signedInAt)}</Text>}
        <Text size="xs" c="dimmed">
          {openSessions === 0 ? t('staff.sessions.none') : t('staff.sessions', { count: openSessions })}
        </Text>
      </Table.Td>
      <Table.Td>{kind === 'PERSON' && <MemberActions member={member} {...acts} />}</Table.Td>
    </Table.Tr>
  )
}

/** The time, to the minute: an invitation runs out while it is looked at. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
