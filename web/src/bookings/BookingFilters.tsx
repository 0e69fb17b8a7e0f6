import { Group, MultiSelect } from '@mantine/core'

import type { BookingFilter, BookingStatus } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import type { Unread } from '@/i18n/reading'
import { SearchInput } from '@/lists/SearchInput'
import type { Refused } from '@/lists/useAnswer'
import { useHotel } from '@/live'
import { DayInput } from '@/ui/DayInput'

const STATUSES: readonly BookingStatus[] = [
  'INQUIRY',
  'CONFIRMED',
  'CHECKED_IN',
  'CHECKED_OUT',
  'CANCELLED',
  'NO_SHOW',
]

type End = 'from' | 'to'
/** What was typed for a day and is none. */
export type UnreadDays = Readonly<Partial<Record<End, Unread | undefined>>>

interface Props {
  filter: BookingFilter
  onFilter: (change: (filter: BookingFilter) => BookingFilter) => void
  unread: UnreadDays
  onUnread: (change: (unread: UnreadDays) => UnreadDays) => void
  refused: Refused | undefined
}

/** Which bookings are listed: by text, status and nights. */
export function BookingFilters({ filter, onFilter, unread, onUnread, refused }: Props) {
  const { t } = useI18n()
  const { today } = useHotel()
  const errorAt = (field: string) => (refused?.field === field ? refused.why : undefined)
  const set = <Name extends keyof BookingFilter>(name: Name, value: BookingFilter[Name] | undefined) =>
    onFilter((now) => {
      const others = Object.entries(now).filter(([other]) => other !== name)
      return Object.fromEntries(value === undefined ? others : [...others, [name, value]])
    })
  return (
    <Group mb="md" align="flex-start">
      <SearchInput
        label={t('bookings.search')}
        error={errorAt('text')}
        onSearch={(text) => set('text', text)}
      />
      <MultiSelect
        label={t('booking.status')}
        placeholder={filter.statuses?.length ? '' : t('bookings.anyStatus')}
        data={STATUSES.map((value) => ({ value, label: t(`booking.status.${value}`) }))}
        value={filter.statuses ?? []}
        onChange={(statuses) => set('statuses', statuses.length > 0 ? statuses : undefined)}
        clearable
        miw={220}
      />
      {(['from', 'to'] as const).map((end) => (
        <DayInput
          key={end}
          label={t(`bookings.${end}`)}
          value={filter[end] ?? null}
          unread={unread[end]}
          error={errorAt(end)}
          onChange={(day) => {
            set(end, day ?? undefined)
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
