import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

import { useQuestion } from '@/editing'
import { useI18n } from '@/i18n'
import { type Crowding, crowding } from '@/rooms/crowding'
import { useRooms } from '@/rooms/useRooms'
import { AskDialog } from '@/ui/AskDialog'

import type { BookingValues } from './noun'

/** Asks before a room is given to more persons than it sleeps. */
export function useCrowding(): {
  sure: (values: BookingValues) => Promise<boolean>
  question: ReactNode
} {
  const { t } = useI18n()
  const rooms = useRooms()
  const { doubt, ask, answer } = useQuestion<Crowding>()
  return {
    sure: async ({ roomId, adults, children }) => {
      const room = rooms?.find(({ id }) => id === roomId)
      const crowd = crowding(room, Number(adults) + Number(children))
      return crowd === undefined || ask(crowd)
    },
    question: doubt && (
      <AskDialog
        title={t('editing.doubt.title')}
        goOn={t('editing.doubt.save')}
        onGoOn={() => answer(true)}
        back={t('editing.conflict.back')}
        onBack={() => answer(false)}
      >
        <Text size="sm">{t('plan.doubt.crowded', { ...doubt })}</Text>
      </AskDialog>
    ),
  }
}
