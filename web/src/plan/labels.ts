import { useMemo } from 'react'

import { useI18n } from '@/i18n'
import type { BookingPatch, BookingStatus } from '@/gql/graphql'

import { type DayNumber, isoDate } from './days'
import type { Due } from './due'
import type { PlannedBooking, Stay } from './stay'

const MS_PER_DAY = 86_400_000

/** The words of the plan in the reader's language. */
export function useLabels() {
  const { locale, day, t } = useI18n()
  return useMemo(() => {
    const format = (options: Intl.DateTimeFormatOptions) => {
      const formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
      return (number: DayNumber) => formatter.format(number * MS_PER_DAY)
    }
    const short = format({ day: 'numeric', month: 'short' })
    const nights = ({ start, end }: Pick<Stay, 'start' | 'end'>) => `${short(start)} – ${short(end)}`
    const status = (of: BookingStatus) => t(`booking.status.${of}`)
    return {
      month: format({ month: 'long', year: 'numeric' }),
      weekday: format({ weekday: 'short' }),
      initial: format({ weekday: 'narrow' }),
      full: (number: DayNumber) => day(isoDate(number), 'full'),
      short,
      nights,
      status,
      due: (of: Due) => t(`due.${of}`),
      waiting: t('outbox.waits.long'),
      /** A field of a move; the server names no other. */
      field: (name: string) => t(`booking.${name as keyof BookingPatch}`),
      /** What a screen reader says of a booking. */
      booking: ({ row, ...stay }: PlannedBooking, room: string) =>
        t('plan.bar', {
          what: row.reference,
          guest: row.guest.name,
          room,
          nights: nights(stay),
          status: status(row.status),
        }),
    }
  }, [locale, day, t])
}

export type Labels = ReturnType<typeof useLabels>
