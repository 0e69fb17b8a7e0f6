import { useMemo } from 'react'

import type { Wording } from '@/editing'
import { useI18n } from '@/i18n'

import type { GuestField } from './noun'

/** A guest's fields in the reader's words. */
export function useGuestWording(): Wording<GuestField> {
  const { t, codeName } = useI18n()
  return useMemo(
    () => ({
      label: (field) => t(`guest.${field}`),
      text: (field, value) => {
        if (value === null || value === '') return t('editing.empty')
        return field === 'country' ? codeName(String(value), 'region') : String(value)
      },
      together: () => '',
    }),
    [t, codeName],
  )
}
