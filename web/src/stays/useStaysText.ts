import type { GuestStaysQuery } from '@/gql/graphql'
import { useI18n } from '@/i18n'

type Told = NonNullable<GuestStaysQuery['guest']>['stays']

/** How often a guest was here: "3 stays · 7 nights · last May 12 – 14, 2026". */
export function useStaysText(): (stays: Told) => string {
  const { t, days } = useI18n()
  return ({ count, nights, lastCheckIn, lastCheckOut }) => {
    if (!lastCheckIn || !lastCheckOut) return t('guest.stays.never')
    return [
      t('guest.stays.count', { count }),
      t('booking.nights', { nights }),
      t('guest.stays.last', { days: days(lastCheckIn, lastCheckOut) }),
    ].join(' · ')
  }
}
