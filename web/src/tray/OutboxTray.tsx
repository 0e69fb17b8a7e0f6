import { ActionIcon, Button, Group, Indicator, Popover, Text } from '@mantine/core'
import { isOpenQuestion, isSettled } from '@frontdesk/client/queue'
import { lazy, Suspense, useState } from 'react'

import { useI18n } from '@/i18n'
import { isWaiting, useEntries, useOutbox, type Waiting } from '@/outbox'

import classes from './tray.module.css'
import { TrayEntry } from './TrayEntry'

const QueuedConflict = lazy(() => import('./QueuedConflict'))

/** The saves that did not go to the server at once: what waits, and how each ended. Not there while there are none. */
export function OutboxTray() {
  const { t } = useI18n()
  const outbox = useOutbox()
  const entries = useEntries().filter(isShown)
  const [opened, setOpened] = useState(false)
  const [choosing, setChoosing] = useState<string>()
  const chosen = entries.find(({ mutationId }) => mutationId === choosing)
  const waiting = entries.filter(isWaiting).length
  const asking = entries.filter(isOpenQuestion).length
  const settled = entries.filter(isSettled)
  if (entries.length === 0) return null
  return (
    <>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-end"
        width="min(420px, calc(100vw - 20px))"
        shadow="md"
        trapFocus
        returnFocus
      >
        <Indicator
          inline
          label={waiting + asking}
          disabled={waiting + asking === 0}
          size={16}
          offset={5}
          color={asking > 0 ? 'red.9' : 'orange.9'}
        >
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              size="lg"
              aria-label={
                waiting + asking > 0 ? t('outbox.tray.open', { waiting, asking }) : t('outbox.tray')
              }
              onClick={() => setOpened(!opened)}
            >
              <TrayIcon />
            </ActionIcon>
          </Popover.Target>
        </Indicator>
        <Popover.Dropdown p={0} aria-label={t('outbox.tray')}>
          <Group justify="space-between" p="sm">
            <Text size="sm" fw={600} tabIndex={-1} data-autofocus>
              {t('outbox.tray')}
            </Text>
            {settled.length > 0 && (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() =>
                  void outbox.queue
                    ?.forget(...settled.map(({ mutationId }) => mutationId))
                    .catch(() => undefined)
                }
              >
                {t('outbox.clear')}
              </Button>
            )}
          </Group>
          <ol className={classes['list']}>
            {entries.toReversed().map((entry) => (
              <TrayEntry
                key={entry.mutationId}
                entry={entry}
                onChoose={() => {
                  setOpened(false)
                  setChoosing(entry.mutationId)
                }}
                onView={() => setOpened(false)}
              />
            ))}
          </ol>
        </Popover.Dropdown>
      </Popover>
      {chosen && (
        <Suspense>
          <QueuedConflict key={chosen.mutationId} entry={chosen} onClose={() => setChoosing(undefined)} />
        </Suspense>
      )}
    </>
  )
}

/** One that another has taken the place of is told of by that one. */
function isShown({ state }: Waiting): boolean {
  if (state.at !== 'ended' || !('choice' in state.end)) return true
  return state.end.choice.kind !== 'replaced'
}

function TrayIcon() {
  return (
    <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden>
      <path
        d="M12 15V4m0 0L8 8m4-4 4 4M3 14v5a1 1 0 0 0 1 1h16a1 1 0 0 0 1-1v-5h-5a4 4 0 0 1-8 0Z"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
