import { Button, Group, Menu, Text } from '@mantine/core'
import { useState } from 'react'

import type { LinkMadeFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { AskDialog } from '@/ui/AskDialog'

import type { Member } from './member'
import { useActs } from './useActs'

interface Props {
  member: Member
  onEdit: (member: Member) => void
  onLink: (link: LinkMadeFragment) => void
  onStale: () => void
}

/** What can be done to somebody's account. What shuts them out is asked for once more. */
export function MemberActions({ member, onEdit, onLink, onStale }: Props) {
  const { t } = useI18n()
  const { busy, close, reopen, endSessions, renew } = useActs(member, { onLink, onStale })
  const [closing, setClosing] = useState(false)
  const { name } = member
  const closed = member.closedAt !== null
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('staff.edit.of', { name })}
        onClick={() => onEdit(member)}
      >
        {t('staff.edit')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('staff.more.of', { name })}
            loading={busy}
          >
            <span aria-hidden>⋯</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {closed ? (
            <Menu.Item onClick={() => void reopen()}>{t('staff.reopen')}</Menu.Item>
          ) : (
            <>
              <Menu.Item onClick={() => void renew()}>{t('staff.renew')}</Menu.Item>
              <Menu.Item disabled={member.openSessions === 0} onClick={() => void endSessions()}>
                {t('staff.endSessions')}
              </Menu.Item>
              <Menu.Item color="red" onClick={() => setClosing(true)}>
                {t('staff.close')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {closing && (
        <AskDialog
          title={t('staff.close.title', { name })}
          goOn={t('staff.close')}
          onGoOn={() => {
            setClosing(false)
            void close()
          }}
          back={t('editing.cancel')}
          onBack={() => setClosing(false)}
        >
          <Text size="sm">{t('staff.close.text')}</Text>
        </AskDialog>
      )}
    </Group>
  )
}
