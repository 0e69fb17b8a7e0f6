import { UnstyledButton } from '@mantine/core'
import { memo, useCallback } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import type { DayNumber } from './days'
import { freeRooms } from './free'
import classes from './GroupLine.module.css'
import type { Group } from './groups'
import type { Labels } from './labels'
import type { PlannedBookings } from './PlannedBookings'
import { usePlanned } from './usePlanned'
import { ROOM_WIDTH } from './viewport'

interface Props {
  group: Group<RoomRowFragment>
  fold: (type: string) => void
  top: number
  height: number
  bookings: PlannedBookings
  firstDay: DayNumber
  endDay: DayNumber
  origin: DayNumber
  dayWidth: number
  chosen: DayNumber
  labels: Labels
}

/** A type of rooms, and how many of them are free on each day. */
export const GroupLine = memo(function GroupLine(props: Props) {
  const { group, fold, top, height, bookings, firstDay, endDay, origin, dayWidth, chosen, labels } = props
  const { t } = useI18n()
  const { rooms, folded } = group
  const type = group.type || t('plan.group.none')
  const free = useFree(bookings, rooms, firstDay, endDay)
  const today = free[chosen - firstDay]
  return (
    <div className={classes.line} style={{ top, height }} data-group>
      <UnstyledButton
        className={classes.type}
        style={{ width: ROOM_WIDTH }}
        aria-expanded={!folded}
        aria-label={
          today === undefined
            ? type
            : t('plan.group.label', { type, count: rooms.length, free: today, day: labels.short(chosen) })
        }
        onClick={() => fold(group.type)}
      >
        <span aria-hidden className={classes.sign}>
          {folded ? '▸' : '▾'}
        </span>
        <span className={classes.name}>{type}</span>
        <span className={classes.count}>{rooms.length}</span>
      </UnstyledButton>
      {free.map((count, index) => {
        const day = firstDay + index
        if (count === undefined) return null
        return (
          <span
            key={day}
            className={classes.free}
            style={{ left: ROOM_WIDTH + (day - origin) * dayWidth, width: dayWidth }}
            title={t('plan.group.free', { day: labels.short(day), count })}
            data-none={count === 0 || undefined}
          >
            {count}
          </span>
        )
      })}
    </div>
  )
})

/** Of each day; of one that is not loaded as a whole, nothing is said. */
function useFree(
  bookings: PlannedBookings,
  rooms: readonly RoomRowFragment[],
  first: DayNumber,
  end: DayNumber,
): readonly (number | undefined)[] {
  const read = useCallback(() => {
    const lines = rooms.map(({ id }) => bookings.lyingIn(id))
    return freeRooms(lines, first, end).map((count, index) =>
      bookings.knows(first + index) ? count : undefined,
    )
  }, [bookings, rooms, first, end])
  return usePlanned(bookings, read)
}
