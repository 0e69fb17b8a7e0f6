import { useMemo } from 'react'

import type { Wording } from '@/editing'
import { useI18n } from '@/i18n'

import type { RoomField } from './noun'

/** A room's fields in the reader's words. */
export function useRoomWording(): Wording<RoomField> {
  const { t, money } = useI18n()
  return useMemo(
    () => ({
      label: (field) => t(`room.${field}`),
      text: (field, value, { currency }) => {
        if (value === null || value === '') return t('editing.empty')
        return field === 'nightlyRate' ? money(String(value), String(currency)) : String(value)
      },
      together: () => '',
    }),
    [t, money],
  )
}
