import { skipToken, useQuery } from '@apollo/client/react'
import { Alert, Button, Group, Text } from '@mantine/core'

import { BookingListDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useSelected } from '@/lists/useSelected'

import { type Hiding, hiding, referenceIn } from './hidden'
import type { Listing } from './listing'

interface Props {
  listing: Pick<Listing, 'filter' | 'chip'>
  onClear: (filters: readonly Hiding[]) => void
}

/** Other bookings name the number in their notes, or theirs begins with it: none of them is older. */
const FIRST = 10

/** Where a booking is searched for by its number: which filters hide it. */
export function HiddenBooking({ listing: { filter, chip }, onClear }: Props) {
  const { t } = useI18n()
  const { open } = useSelected('booking')
  const reference = referenceIn(filter.text)
  const { data } = useQuery(
    BookingListDocument,
    reference === undefined
      ? skipToken
      : {
          variables: { filter: { text: reference }, orderBy: 'CREATED_AT_ASC', first: FIRST },
          fetchPolicy: 'cache-and-network',
        },
  )
  const booking = data?.page.nodes.find((found) => found.reference === reference)
  const by = booking ? hiding(booking, filter, chip) : []
  if (!booking || by.length === 0) return null
  const what = booking.reference
  const filters = by.map((name) => t(LABELS[name])).join(', ')
  return (
    <Alert mb="md" role="status">
      <Text size="sm">{t('bookings.hidden', { what, filters })}</Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" onClick={() => open(booking.id)}>
          {t('bookings.open', { what })}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onClear(by)}>
          {t('bookings.unfilter')}
        </Button>
      </Group>
    </Alert>
  )
}

const LABELS = {
  statuses: 'booking.status',
  from: 'bookings.from',
  to: 'bookings.to',
  show: 'bookings.chips',
} as const
