import { Text } from '@mantine/core'

import { useI18n } from '@/i18n'
import { AskDialog } from '@/ui/AskDialog'

import { type Doubt } from './doubts'
import { useLabels } from './labels'
import type { Move } from './useDrag'

/** Moves that were dropped together, and what may be wrong with them. */
export interface Doubtful {
  moves: readonly Move[]
  doubts: readonly { of: Move; doubt: Doubt }[]
}

interface Props {
  doubtful: Doubtful | undefined
  close: () => void
  /** Moves them as they were dropped. */
  move: (moves: readonly Move[]) => void
}

/** Asks before a move that the server would carry out, and that is seldom meant. */
export function DoubtDialog({ doubtful, close, move }: Props) {
  const { t } = useI18n()
  const labels = useLabels()
  if (!doubtful) return null
  const { moves, doubts } = doubtful
  const what = moves[0]?.booking.row.reference ?? ''
  const count = moves.length
  const said = ({ of, doubt }: Doubtful['doubts'][number]) => {
    switch (doubt.kind) {
      case 'past':
        return t('plan.doubt.past', { nights: labels.nights(of.stay) })
      case 'crowded':
        return t('plan.doubt.crowded', { ...doubt })
    }
  }
  return (
    <AskDialog
      title={count === 1 ? t('plan.doubt', { what }) : t('plan.group.doubt', { count })}
      goOn={t('plan.doubt.move')}
      onGoOn={() => move(moves)}
      back={t('plan.doubt.keep')}
      onBack={close}
    >
      {doubts.map((one) => {
        const { id, reference } = one.of.booking.row
        return (
          <Text key={`${id} ${one.doubt.kind}`} size="sm">
            {count > 1 && `${reference}: `}
            {said(one)}
          </Text>
        )
      })}
    </AskDialog>
  )
}
