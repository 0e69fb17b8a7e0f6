import { useMemo } from 'react'

import type { Wording } from '@/editing'
import { useI18n } from '@/i18n'

import type { GuestField } from './noun'

/** A guest's fields in the reader's words. */
export function useGuestWording(): Wording<GuestField> {
  const { t } = useI18n()
  return useMemo(
    () => ({
      label: (field) => t(`guest.${field}`),
      text: (_, value) => (value === null || value === '' ? t('editing.empty') : String(value)),
      together: () => '',
    }),
    [t],
  )
}
