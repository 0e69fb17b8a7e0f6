import { Button, Group, Input } from '@mantine/core'

import type { Control } from '@/editing'
import type { BookingStatus } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { movesFrom, today } from './noun'
import { STATUS_COLORS, StatusBadge } from './status'

interface Props {
  control: Control
  /** As it is saved: the moves lead on from here. */
  saved: BookingStatus
  checkIn: string
}

/** Where the stay is, and a button for each way on. A move is saved with the rest. */
export function StatusMoves({ control, saved, checkIn }: Props) {
  const { t } = useI18n()
  const chosen = control.value as BookingStatus
  const moves = control.readOnly ? [] : movesFrom(saved, checkIn, today())
  return (
    <Input.Wrapper label={control.label} error={control.error} labelElement="div">
      <Group gap="xs" role="group" aria-label={control.label} mt={2}>
        <StatusBadge status={saved} size="lg" />
        {moves.length > 0 && <span aria-hidden>→</span>}
        {moves.map((move) => (
          <Button
            key={move}
            size="compact-sm"
            color={STATUS_COLORS[move]}
            variant={chosen === move ? 'filled' : 'default'}
            aria-pressed={chosen === move}
            onClick={() => control.onChange(chosen === move ? saved : move)}
          >
            {t(`booking.move.${move}`)}
          </Button>
        ))}
      </Group>
    </Input.Wrapper>
  )
}
