import { useI18n } from '@/i18n'
import { type NewRow, useCreations } from '@/outbox'

import { type DayNumber, dayNumber } from './days'
import type { Density } from './density'
import type { Labels } from './labels'
import classes from './Questions.module.css'
import { overlaps, type Stay } from './stay'
import { xOf } from './viewport'

interface Props {
  room: { id: string; name: string }
  /** What is booked there. */
  booked: readonly Pick<Stay, 'start' | 'end'>[]
  lineHeight: number
  density: Density
  origin: DayNumber
  dayWidth: number
  labels: Labels
}

/**
 * New bookings of a room that wait to be made. Each is a question, and no booking: it holds nothing and can't be
 * dragged, and what is booked there meanwhile is shown as if it were not there.
 */
export function Questions({ room, booked, lineHeight, density, origin, dayWidth, labels }: Props) {
  const { t } = useI18n()
  const creations = useCreations('Booking')
  return creations.flatMap(({ body }) =>
    body.rows
      .filter((row) => row['roomId'] === room.id)
      .map((row) => {
        const nights = nightsOf(row)
        const beside = booked.some((other) => overlaps(other, nights))
        const height = (density.room - 2 * density.gap) * (beside ? 0.4 : 1)
        return (
          <button
            key={row.id}
            type="button"
            className={classes['question']}
            data-booking={row.id}
            data-beside={beside || undefined}
            aria-label={`${body.called}, ${labels.nights(nights)}, ${t('outbox.question')}`}
            style={{
              left: xOf(nights.start, origin, dayWidth) + 1,
              width: (nights.end - nights.start) * dayWidth - 2,
              height,
              top: lineHeight - density.gap - height,
            }}
          >
            <span className={classes['mark']}>?</span>
            <span className={classes['called']}>{body.called}</span>
          </button>
        )
      }),
  )
}

function nightsOf(row: NewRow): Pick<Stay, 'start' | 'end'> {
  return { start: dayNumber(String(row['checkIn'])), end: dayNumber(String(row['checkOut'])) }
}
