import { Button, Group, Text } from '@mantine/core'

import { isCancellable, stepOf } from '@/bookings/step'
import { StepButton } from '@/bookings/StepButton'
import { useI18n } from '@/i18n'

import classes from './BarCard.module.css'
import { type DayNumber, isoDate } from './days'
import { dueOf, isUrgent } from './due'
import { useLabels } from './labels'
import { StaysBefore } from './StaysBefore'
import type { PlannedBooking } from './stay'
import type { CardHandlers, Place } from './useCard'

interface Props {
  booking: PlannedBooking
  place: Place
  today: DayNumber
  mayEdit: boolean
  handlers: CardHandlers
  open: (bookingId: string) => void
  /** Asks whether to call it off. */
  cancel: (booking: PlannedBooking) => void
  close: () => void
}

/** What one wants to know of a booking at a glance, and what is done next to it. */
export function BarCard({ booking, place, today, mayEdit, handlers, open, cancel, close }: Props) {
  const { t, money } = useI18n()
  const labels = useLabels()
  const { row } = booking
  const next = mayEdit ? stepOf(row, isoDate(today)) : undefined
  const what = row.reference
  const due = dueOf(booking, today)
  return (
    <section
      data-card
      aria-label={t('card.label', { what })}
      className={classes.card}
      style={place}
      {...handlers}
    >
      <Text fw={600} size="sm">
        {row.guest.name}
      </Text>
      <Text size="xs">
        {[what, labels.status(row.status), due && isUrgent(due) && labels.due(due)]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Text size="xs">
        {labels.nights(booking)} · {t('booking.nights', { nights: row.nights })}
      </Text>
      <Text size="xs">
        {t('card.persons', { adults: row.adults, children: row.children })} ·{' '}
        {money(row.totalPrice, row.currency)}
      </Text>
      <StaysBefore guestId={row.guestId} checkIn={row.checkIn} />
      <Group gap={6} mt="xs">
        {next && <StepButton size="compact-sm" booking={row} step={next} onStep={close} />}
        <Button size="compact-sm" variant="default" onClick={() => open(row.id)}>
          {t('plan.open')}
        </Button>
        {mayEdit && isCancellable(row) && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={() => cancel(booking)}>
            {t('booking.move.CANCELLED')}
          </Button>
        )}
      </Group>
    </section>
  )
}
