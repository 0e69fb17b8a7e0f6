import { useI18n } from '@/i18n'

import { useOthersAt } from './context'
import { sentence } from './sentence'

/** What the others do at a booking, for the name of what stands for it; empty where nobody is. */
export function usePresenceWords(bookingId: string): string {
  const { t } = useI18n()
  return useOthersAt(bookingId)
    .map((somebody) => sentence(somebody, t))
    .join(', ')
}
