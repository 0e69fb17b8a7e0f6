import { useQuery } from '@apollo/client/react'
import { Button, List, Stack, Text } from '@mantine/core'
import { useState } from 'react'

import { type AccountLogQuery, AccountLogDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useRetry } from '@/live'
import { Waiting } from '@/ui/Waiting'

import type { Member } from './member'

interface Props {
  staff: readonly Member[]
}

/** Who did what to whose account, on request. */
export function AccountLog({ staff }: Props) {
  const { t } = useI18n()
  const [opened, setOpened] = useState(false)
  return (
    <Stack gap="xs" align="flex-start">
      <Button variant="subtle" px="xs" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
        {t(opened ? 'staff.log.hide' : 'staff.log')}
      </Button>
      {opened && <Entries staff={staff} />}
    </Stack>
  )
}

function Entries({ staff }: Props) {
  const { t, moment } = useI18n()
  const { data, error, refetch } = useQuery(AccountLogDocument, { fetchPolicy: 'cache-and-network' })
  useRetry(error, refetch)
  if (!data) return <Waiting />
  const name = (id: string) => staff.find((member) => member.id === id)?.name ?? t('editing.somebody')
  const said = ({ act, before, after, accountId, by }: AccountLogQuery['accountLog'][number]) => {
    const who = by.kind === 'DATABASE_ROLE' ? t('staff.operator') : by.name
    const role = (text: string | null | undefined) =>
      text === 'VIEWER' || text === 'DESK' || text === 'MANAGER' ? t(`role.${text}`) : (text ?? '')
    const [from, to] = act === 'ROLE' || act === 'ADDED' ? [role(before), role(after)] : [before, after]
    return t(`staff.act.${act}`, { who, name: name(accountId), before: from ?? '', after: to ?? '' })
  }
  return (
    <List size="sm" aria-label={t('staff.log')}>
      {data.accountLog.map((entry) => (
        <List.Item key={entry.id}>
          {said(entry)}{' '}
          <Text span size="xs" c="dimmed">
            {moment(entry.at)}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}
