import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'

import { STATUS_COLORS } from '@/bookings/status'
import { useI18n } from '@/i18n'
import { AskDialog } from '@/ui/AskDialog'

import { type DayNumber, isoDate } from './days'
import { type GroupStep, groupSteps } from './groupSteps'
import type { GroupUpdate } from './useGroup'
import { MOST_SELECTED, type Selection } from './useSelection'

interface Props {
  selection: Selection
  today: DayNumber
  change: (updates: readonly GroupUpdate[], said: string) => Promise<void>
}

/** How many bookings are selected, and what can be done to all of them at once. */
export function SelectionBar({ selection, today, change }: Props) {
  const { t } = useI18n()
  const [asking, setAsking] = useState(false)
  const [running, setRunning] = useState(false)
  const { bookings, clear } = selection
  const count = bookings.length
  const rows = bookings.map(({ row }) => row)

  const step = async (status: GroupStep) => {
    setAsking(false)
    setRunning(true)
    await change(
      bookings.map((booking) => ({ booking, patch: { status } })),
      t(`plan.group.${status}`, { count }),
    )
    setRunning(false)
  }
  return (
    <Group gap="xs" role="toolbar" aria-label={t('plan.selection')}>
      <Text size="sm" fw={600}>
        {t('plan.selection.count', { count, most: MOST_SELECTED })}
      </Text>
      <Text size="sm" visibleFrom="lg">
        {t('plan.selection.hint')}
      </Text>
      {groupSteps(rows, isoDate(today)).map((status) => (
        <Button
          key={status}
          color={STATUS_COLORS[status]}
          variant={status === 'CANCELLED' ? 'light' : 'filled'}
          loading={running}
          onClick={() => (status === 'CANCELLED' ? setAsking(true) : void step(status))}
        >
          {t(`booking.move.${status}`)}
        </Button>
      ))}
      <Button variant="default" onClick={clear}>
        {t('plan.selection.end')}
      </Button>
      {asking && (
        <AskDialog
          title={t('plan.group.cancel', { count })}
          goOn={t('booking.move.CANCELLED')}
          onGoOn={() => void step('CANCELLED')}
          back={t('card.cancel.keep')}
          onBack={() => setAsking(false)}
        >
          {rows.map(({ id, reference, guest }) => (
            <Text key={id} size="sm">
              {reference}, {guest.name}
            </Text>
          ))}
        </AskDialog>
      )}
    </Group>
  )
}
