import { Button, Group, Input } from '@mantine/core'

import type { Control } from '@/editing'
import type { BookingStatus } from '@/gql/graphql'
import { type I18n, useI18n } from '@/i18n'
import { useHotel } from '@/live'

import { beginnings } from './nights'
import { STATUS_COLORS, StatusBadge } from './status'
import { useMoves } from './useMoves'

interface Props {
  control: Control
  bookingId: string | undefined
  /** As it is saved: the moves lead on from here. Nothing yet, for a new booking. */
  saved: BookingStatus | undefined
  checkIn: string
  checkOut: string
}

/** Where the stay is, and a button for each way on, or back. A move is saved with the rest. */
export function StatusMoves({ control, bookingId, saved, ...days }: Props) {
  const { t } = useI18n()
  const { today } = useHotel()
  const onwards = useMoves(bookingId, saved, days)
  const { label, error, readOnly } = control.input
  const chosen = control.value as BookingStatus
  const moves = saved ? onwards : beginnings(days.checkIn, today)
  return (
    <Input.Wrapper label={label} error={error} labelElement="div">
      <Group gap="xs" role="group" aria-label={label} mt={2}>
        {saved && <StatusBadge status={saved} size="lg" />}
        {saved && !readOnly && moves.length > 0 && <span aria-hidden>→</span>}
        {(readOnly ? [] : moves).map((move) => (
          <Button
            key={move}
            size="compact-sm"
            color={STATUS_COLORS[move]}
            variant={chosen === move ? 'filled' : 'default'}
            aria-pressed={chosen === move}
            onClick={() => control.onChange(chosen === move && saved ? saved : move)}
          >
            {saved ? moveText(saved, move, moves, t) : t(`booking.status.${move}`)}
          </Button>
        ))}
      </Group>
    </Input.Wrapper>
  )
}

/** What a move is called: one that goes back undoes what was done. */
function moveText(
  from: BookingStatus,
  to: BookingStatus,
  moves: readonly BookingStatus[],
  t: I18n['t'],
): string {
  if (from === 'CHECKED_IN' || from === 'CHECKED_OUT' || from === 'NO_SHOW') {
    if (to === BEFORE[from]) return t(`booking.undo.${from}`)
  }
  if (from === 'CONFIRMED' && to === 'INQUIRY') return t('booking.undo.CONFIRMED')
  // What was an inquiry goes back to that; confirming it is a step of its own.
  if (from === 'CANCELLED' && to === (moves.includes('INQUIRY') ? 'INQUIRY' : 'CONFIRMED')) {
    return t('booking.undo.CANCELLED')
  }
  return t(`booking.move.${to}`)
}

const BEFORE = { CHECKED_IN: 'CONFIRMED', CHECKED_OUT: 'CHECKED_IN', NO_SHOW: 'CONFIRMED' } as const
