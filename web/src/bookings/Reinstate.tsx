import { Button } from '@mantine/core'

import type { BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useMay } from '@/session/context'

import { useMoves } from './useMoves'
import { useStep } from './useStep'

/** Brings back a stay that was called off, or whose guest was said to stay away: as what it was. */
export function Reinstate({ booking }: { booking: BookingRowFragment }) {
  const { t } = useI18n()
  const { id, status } = booking
  const isOff = status === 'CANCELLED' || status === 'NO_SHOW'
  const moves = useMoves(isOff ? id : undefined, status)
  const { step, running } = useStep()
  const mayEdit = useMay('DESK')
  const to = (['INQUIRY', 'CONFIRMED'] as const).find((one) => moves.includes(one))
  if (!isOff || !mayEdit || !to) return null
  return (
    <Button size="compact-sm" variant="light" loading={running} onClick={() => void step(booking, to)}>
      {t('booking.reinstate')}
    </Button>
  )
}
