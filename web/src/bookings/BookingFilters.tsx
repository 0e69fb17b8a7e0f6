import { Group, MultiSelect } from '@mantine/core'

import { useI18n } from '@/i18n'
import type { Unread } from '@/i18n/reading'
import { SearchInput } from '@/lists/SearchInput'
import type { Refused } from '@/lists/useAnswer'
import { useHotel } from '@/live'
import { DayInput } from '@/ui/DayInput'

import { addressOfFilter, type Listing, STATUSES } from './listing'

type End = 'from' | 'to'
/** What was typed for a day and is none. */
export type UnreadDays = Readonly<Partial<Record<End, Unread | undefined>>>

interface Props {
  listing: Pick<Listing, 'filter' | 'chip'>
  onListing: (address: Readonly<Record<string, string | null>>, how?: 'typed') => void
  unread: UnreadDays
  onUnread: (change: (unread: UnreadDays) => UnreadDays) => void
  refused: Refused | undefined
}

/** Which bookings are listed: by text, status and nights. */
export function BookingFilters({ listing, onListing, unread, onUnread, refused }: Props) {
  const { t } = useI18n()
  const { today } = useHotel()
  const errorAt = (field: string) => (refused?.field === field ? refused.why : undefined)
  const { filter, chip } = listing
  // A chip has its own days and statuses, which are nobody's to change one by one.
  const { statuses, from, to } = chip ? {} : filter
  const days = { from, to }
  return (
    <Group mb="md" align="flex-start">
      <SearchInput
        label={t('bookings.search')}
        text={filter.text ?? ''}
        error={errorAt('text')}
        onSearch={(text) => onListing(addressOfFilter({ text }), 'typed')}
      />
      <MultiSelect
        label={t('booking.status')}
        placeholder={statuses?.length ? '' : t('bookings.anyStatus')}
        data={STATUSES.map((value) => ({ value, label: t(`booking.status.${value}`) }))}
        value={statuses ?? []}
        onChange={(chosen) => onListing(addressOfFilter({ statuses: chosen }))}
        clearable
        miw={220}
      />
      {(['from', 'to'] as const).map((end) => (
        <DayInput
          key={end}
          label={t(`bookings.${end}`)}
          value={days[end] ?? null}
          unread={unread[end]}
          error={errorAt(end)}
          onChange={(day) => {
            onListing(addressOfFilter({ [end]: day }))
            onUnread((now) => ({ ...now, [end]: undefined }))
          }}
          onUnread={(text) => onUnread((now) => ({ ...now, [end]: text }))}
          after={today}
          today={today}
          clear={t('list.clear', { filter: t(`bookings.${end}`) })}
          w={160}
        />
      ))}
    </Group>
  )
}
