import { Text } from '@mantine/core'

import { useStep } from '@/bookings/useStep'
import { useI18n } from '@/i18n'
import { AskDialog } from '@/ui/AskDialog'

import { useLabels } from './labels'
import type { PlannedBooking } from './stay'

interface Props {
  booking: PlannedBooking | undefined
  close: () => void
}

/** Asks before a booking is called off. */
export function CancelDialog({ booking, close }: Props) {
  const { t } = useI18n()
  const labels = useLabels()
  const { step } = useStep()
  if (!booking) return null
  const { row } = booking
  return (
    <AskDialog
      title={t('card.cancel', { what: row.reference })}
      goOn={t('booking.move.CANCELLED')}
      onGoOn={() => {
        close()
        void step(row, 'CANCELLED')
      }}
      back={t('card.cancel.keep')}
      onBack={close}
    >
      <Text size="sm">
        {row.guest.name}, {labels.nights(booking)}
      </Text>
    </AskDialog>
  )
}
