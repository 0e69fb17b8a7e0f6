import { Anchor, Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useConnectionState } from '@frontdesk/client/react'
import { Link } from 'wouter'

import { useI18n } from '@/i18n'
import { useOutbox, type Waiting } from '@/outbox'
import { useSession } from '@/session/context'

import classes from './tray.module.css'
import { addressOfRow, fieldsOf, stateText, titleOf } from './words'

interface Props {
  entry: Waiting
  /** Asks field by field what is to become of a conflict. */
  onChoose: () => void
  onView: () => void
}

/** A save: what, by whom and when, how it stands, and what can be done about it. */
export function TrayEntry({ entry, onChoose, onView }: Props) {
  const { t, moment } = useI18n()
  const { user, connection } = useSession()
  const outbox = useOutbox()
  const reachable = useConnectionState(connection) === 'open'
  const { acceptedAt, base, body, fields, mutationId, state } = entry
  const asks =
    state.at === 'undecided'
      ? 'undecided'
      : state.at === 'ended' &&
          (state.end.as === 'conflict' || state.end.as === 'refused') &&
          !state.end.choice
        ? state.end.as
        : undefined

  const carryOut = (step: Promise<unknown> | undefined) =>
    void step?.catch(() => notifications.show({ color: 'red', message: t('outbox.failed') }))
  const again = () => {
    const { queue } = outbox
    if (state.at === 'undecided' && state.why.kind === 'mistake') carryOut(queue?.again(mutationId))
    else carryOut(queue?.replace(mutationId, { base, fields, body }))
  }
  return (
    <li className={classes['entry']}>
      <Text size="sm">
        <Anchor component={Link} href={addressOfRow(entry)} size="sm" onClick={onView}>
          {titleOf(entry, t)}
        </Anchor>
        {': '}
        {fieldsOf(entry, fields, t)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('outbox.by', { name: user.name, at: moment(new Date(acceptedAt).toISOString()) })}
      </Text>
      <Text size="sm" fw={asks && 600}>
        {stateText(entry, reachable, t)}
      </Text>
      {(asks ?? state.at === 'waiting') && (
        <Group gap="xs" mt={4}>
          {asks === 'conflict' && (
            <Button size="compact-xs" onClick={onChoose}>
              {t('outbox.choose')}
            </Button>
          )}
          {(asks === 'refused' || asks === 'undecided') && (
            <Button size="compact-xs" variant="default" onClick={again}>
              {t('outbox.again')}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => carryOut(outbox.queue?.drop(mutationId))}
          >
            {t('outbox.drop')}
          </Button>
        </Group>
      )}
    </li>
  )
}
