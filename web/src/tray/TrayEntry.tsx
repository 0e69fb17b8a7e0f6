import { Anchor, Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { isSettled } from '@frontdesk/client/queue'
import { useConnectionState } from '@frontdesk/client/react'
import { Link } from 'wouter'

import { useI18n } from '@/i18n'
import { stateText } from '@/nouns/standing'
import { isCreation, isHeld, useEntries, useOutbox, type Waiting } from '@/outbox'
import { useSession } from '@/session/context'

import classes from './tray.module.css'
import { addressOfRow, contentsOf, isGivenUp, isRoomTaken, nounOf, titleOf, unpromisedOf } from './words'

interface Props {
  entry: Waiting
  /** Asks field by field what is to become of a conflict. */
  onChoose: () => void
  onView: () => void
}

/** A save: what, by whom and when, how it stands, and what can be done about it. */
export function TrayEntry({ entry, onChoose, onView }: Props) {
  const i18n = useI18n()
  const { t, moment } = i18n
  const { user, connection } = useSession()
  const outbox = useOutbox()
  const reachable = useConnectionState(connection) === 'open'
  const { acceptedAt, base, body, fields, mutationId, needs = [], state } = entry
  const held = isHeld(entry, useEntries())
  const contents = contentsOf(entry, i18n)
  const unpromised = isCreation(entry) && !isSettled(entry) ? unpromisedOf(entry) : undefined
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
    else carryOut(queue?.replace(mutationId, { base, fields, needs, body }))
  }
  return (
    <li className={classes['entry']}>
      <Text size="sm">
        {isGivenUp(entry) ? (
          titleOf(entry, t)
        ) : (
          <Anchor component={Link} href={addressOfRow(entry)} size="sm" onClick={onView}>
            {titleOf(entry, t)}
          </Anchor>
        )}
        {contents && `: ${contents}`}
      </Text>
      <Text size="xs" c="dimmed">
        {t('outbox.by', { name: user.name, at: moment(new Date(acceptedAt).toISOString()) })}
      </Text>
      <Text size="sm" fw={asks && 600}>
        {stateText(nounOf(entry), entry, { reachable, held }, t)}
      </Text>
      {unpromised && <Text size="sm">{t(unpromised)}</Text>}
      {(asks ?? state.at === 'waiting') && (
        <Group gap="xs" mt={4}>
          {asks === 'conflict' && (
            <Button size="compact-xs" onClick={onChoose}>
              {t('outbox.choose')}
            </Button>
          )}
          {isCreation(entry) && (
            <Button component={Link} href={addressOfRow(entry)} size="compact-xs" onClick={onView}>
              {t(asks === 'refused' && isRoomTaken(entry) ? 'outbox.room' : 'outbox.change')}
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
