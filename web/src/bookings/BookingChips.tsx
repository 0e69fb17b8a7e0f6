import { useQuery } from '@apollo/client/react'
import { Button, Group, Text } from '@mantine/core'

import { BookingCountsDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import { useHotel, useRefetchOn, useRetry } from '@/live'

import { type Chip, CHIPS, chipFilter } from './listing'

interface Props {
  chip: Chip | undefined
  onChip: (chip: Chip | null) => void
}

const WORDS: Readonly<Record<Chip, PlainKey>> = {
  arriving: 'bookings.arriving',
  'in-house': 'bookings.inHouse',
  leaving: 'bookings.leaving',
  unconfirmed: 'bookings.unconfirmed',
}

/** What the desk has to do with today, each with how many there are now. */
export function BookingChips({ chip: chosen, onChip }: Props) {
  const { t } = useI18n()
  const counts = useCounts()
  return (
    <Group gap="xs" mb="md" role="group" aria-label={t('bookings.chips')}>
      {CHIPS.map((chip) => (
        <Button
          key={chip}
          size="sm"
          radius="xl"
          variant={chip === chosen ? 'filled' : 'default'}
          aria-pressed={chip === chosen}
          onClick={() => onChip(chip === chosen ? null : chip)}
        >
          {t(WORDS[chip])}
          <Text span inherit fw={700} ml={6}>
            {counts(chip)}
          </Text>
        </Button>
      ))}
    </Group>
  )
}

/** How many bookings a chip has, as it is shown: nothing until that is known. */
function useCounts(): (chip: Chip) => string {
  const { today } = useHotel()
  const of = (chip: Chip) => chipFilter(chip, today)
  const variables = {
    arriving: of('arriving'),
    inHouse: of('in-house'),
    leaving: of('leaving'),
    unconfirmed: of('unconfirmed'),
  }
  const { data, error, refetch } = useQuery(BookingCountsDocument, {
    variables,
    fetchPolicy: 'cache-and-network',
  })
  useRetry(error, refetch)
  useRefetchOn(({ __typename }) => __typename === 'BookingChange', refetch)
  return (chip) => {
    const list = data?.[chip === 'in-house' ? 'inHouse' : chip]
    return list ? String(list.totalCount ?? '1000+') : ''
  }
}
