import { useQuery } from '@apollo/client/react'
import { Text } from '@mantine/core'

import { type BookingRowFragment, StaysBeforeDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

/** How often the guest of a booking was here before it; nothing while that is not known, or where it is the first time. */
export function StaysBefore({ guestId, checkIn }: Pick<BookingRowFragment, 'guestId' | 'checkIn'>) {
  const { t, days } = useI18n()
  const { data } = useQuery(StaysBeforeDocument, { variables: { id: guestId, before: checkIn } })
  const { count = 0, lastCheckIn, lastCheckOut } = data?.guest?.stays ?? {}
  if (!lastCheckIn || !lastCheckOut) return null
  return <Text size="xs">{t('card.before', { count, days: days(lastCheckIn, lastCheckOut) })}</Text>
}
