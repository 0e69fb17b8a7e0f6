import { Text } from '@mantine/core'

import { useI18n } from '@/i18n'
import { AskDialog } from '@/ui/AskDialog'

import { type Doubt } from './doubts'
import { useLabels } from './labels'
import type { PlannedBooking, Stay } from './stay'

/** A move that was dropped, and what may be wrong with it. */
export interface Doubtful {
  booking: PlannedBooking
  stay: Stay
  doubts: readonly Doubt[]
}

interface Props {
  doubtful: Doubtful | undefined
  close: () => void
  /** Moves it as it was dropped. */
  move: (doubtful: Doubtful) => void
}

/** Asks before a move that the server would carry out, and that is seldom meant. */
export function DoubtDialog({ doubtful, close, move }: Props) {
  const { t } = useI18n()
  const labels = useLabels()
  if (!doubtful) return null
  const what = doubtful.booking.row.reference
  const said = (doubt: Doubt) => {
    switch (doubt.kind) {
      case 'past':
        return t('plan.doubt.past', { nights: labels.nights(doubtful.stay) })
      case 'crowded':
        return t('plan.doubt.crowded', { ...doubt })
    }
  }
  return (
    <AskDialog
      title={t('plan.doubt', { what })}
      goOn={t('plan.doubt.move')}
      onGoOn={() => move(doubtful)}
      back={t('plan.doubt.keep')}
      onBack={close}
    >
      {doubtful.doubts.map((doubt) => (
        <Text key={doubt.kind} size="sm">
          {said(doubt)}
        </Text>
      ))}
    </AskDialog>
  )
}
