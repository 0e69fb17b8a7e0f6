import { Badge, Paper, Table, Text } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'

import type { LinkMadeFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import { useUser } from '@/session/context'

import { MemberActions } from './MemberActions'
import { type Member, stateOf } from './member'
import cards from '@/lists/RowCards.module.css'
import classes from '@/lists/RowTable.module.css'

interface Props {
  staff: readonly Member[]
  onEdit: (member: Member) => void
  onLink: (link: LinkMadeFragment) => void
  onStale: () => void
}

const HEADS = [
  'staff.name',
  'session.email',
  'staff.role',
  'staff.state',
  'staff.signedIn',
  'staff.acts',
] as const satisfies readonly PlainKey[]

/** Everybody who has an account, and what can be done to it. Programs are the operator's. */
export function StaffTable({ staff, ...acts }: Props) {
  const { t } = useI18n()
  const now = useNow()
  return (
    <Paper withBorder radius="md" className={classes['frame']}>
      <Table
        // What is laid out as cards is no table to a browser any more: the roles say that it is.
        role="table"
        className={cards['table']}
        aria-label={t('nav.staff')}
        verticalSpacing="sm"
        horizontalSpacing="md"
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {HEADS.map((head) => (
              <Table.Th key={head} role="columnheader">
                {t(head)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
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
    <Table.Tr role="row">
      <Cell head="staff.name">
        {name}
        {member.id === me.id && ` (${t('staff.you')})`}
      </Cell>
      <Cell head="session.email">{kind === 'SERVICE' ? t('staff.service') : email}</Cell>
      <Cell head="staff.role">{t(`role.${role}`)}</Cell>
      <Cell head="staff.state">
        <Badge variant="outline" color={state === 'staff.is.open' ? 'teal' : 'gray'}>
          {t(state)}
        </Badge>
      </Cell>
      <Cell head="staff.signedIn">
        <div>
          {signedInAt && <Text size="sm">{moment(signedInAt)}</Text>}
          <Text size="xs" c="dimmed">
            {openSessions === 0 ? t('staff.sessions.none') : t('staff.sessions', { count: openSessions })}
          </Text>
        </div>
      </Cell>
      <Cell head="staff.acts">{kind === 'PERSON' && <MemberActions member={member} {...acts} />}</Cell>
    </Table.Tr>
  )
}

function Cell({ head, children }: { head: (typeof HEADS)[number]; children: ReactNode }) {
  const { t } = useI18n()
  return (
    <Table.Td role="cell" data-head={t(head)}>
      {children}
    </Table.Td>
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
