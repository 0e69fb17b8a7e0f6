import { Button, Group, Input } from '@mantine/core'

import type { Control } from '@/editing'
import type { BookingStatus } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { beginnings, movesFrom, today } from './noun'
import { STATUS_COLORS, StatusBadge } from './status'

interface Props {
  control: Control
  /** As it is saved: the moves lead on from here. Nothing yet, for a new booking. */
  saved: BookingStatus | undefined
  checkIn: string
}

/** Where the stay is, and a button for each way on. A move is saved with the rest. */
export function StatusMoves({ control, saved, checkIn }: Props) {
  const { t } = useI18n()
  const chosen = control.value as BookingStatus
  const moves = saved ? movesFrom(saved, checkIn, today()) : beginnings(checkIn, today())
  return (
    <Input.Wrapper label={control.label} error={control.error} labelElement="div">
      <Group gap="xs" role="group" aria-label={control.label} mt={2}>
        {saved && <StatusBadge status={saved} size="lg" />}
        {saved && !control.readOnly && moves.length > 0 && <span aria-hidden>→</span>}
        {(control.readOnly ? [] : moves).map((move) => (
          <Button
            key={move}
            size="compact-sm"
            color={STATUS_COLORS[move]}
            variant={chosen === move ? 'filled' : 'default'}
            aria-pressed={chosen === move}
            onClick={() => control.onChange(chosen === move && saved ? saved : move)}
          >
            {t(saved ? `booking.move.${move}` : `booking.status.${move}`)}
          </Button>
        ))}
      </Group>
    </Input.Wrapper>
  )
}
