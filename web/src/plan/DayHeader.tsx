import { VisuallyHidden } from '@mantine/core'
import { memo } from 'react'

import { type DayNumber, isWeekend, monthStart } from './days'
import type { Labels } from './labels'
import classes from './DayHeader.module.css'
import { HEADER_HEIGHT, ROOM_WIDTH, type Zoom, ZOOMS } from './viewport'

interface Props {
  firstDay: DayNumber
  endDay: DayNumber
  origin: DayNumber
  /** Of the whole plan. */
  width: number
  zoom: Zoom
  today: DayNumber
  chosen: DayNumber
  choose: (day: DayNumber) => void
  labels: Labels
  /** The words over the column of rooms. */
  corner: string
}

/** Months and days: stays on top, and chooses the day whose arrivals and departures are listed. */
export const DayHeader = memo(function DayHeader(props: Props) {
  const { firstDay, endDay, origin, width, zoom, today, chosen, choose, labels, corner } = props
  const dayWidth = ZOOMS[zoom]
  const left = (day: DayNumber) => ROOM_WIDTH + (day - origin) * dayWidth
  return (
    <div className={classes.header} style={{ height: HEADER_HEIGHT, width }}>
      <div className={classes.corner} style={{ width: ROOM_WIDTH }}>
        {corner}
      </div>
      {monthsOf(firstDay, endDay).map(([first, next]) => (
        <div
          key={first}
          className={classes.month}
          style={{ left: left(first), width: (next - first) * dayWidth }}
        >
          <span className={classes.monthName} style={{ left: ROOM_WIDTH + 8 }}>
            {labels.month(first)}
          </span>
        </div>
      ))}
      {daysOf(firstDay, endDay).map((day) => (
        <button
          key={day}
          type="button"
          // The keyboard chooses a day in the field above the plan instead of walking through hundreds here.
          tabIndex={-1}
          className={classes.day}
          style={{ left: left(day), width: dayWidth }}
          aria-pressed={day === chosen}
          data-today={day === today || undefined}
          data-weekend={isWeekend(day) || undefined}
          onClick={() => choose(day)}
        >
          <span className={classes.weekday}>
            {zoom === 'narrow' ? labels.initial(day) : labels.weekday(day)}
          </span>
          <span className={classes.number}>{new Date(day * 86_400_000).getUTCDate()}</span>
          <VisuallyHidden>{labels.month(day)}</VisuallyHidden>
        </button>
      ))}
    </div>
  )
})

/** Weekends and today, behind all rooms. */
export const DayColumns = memo(function DayColumns(props: {
  firstDay: DayNumber
  endDay: DayNumber
  origin: DayNumber
  dayWidth: number
  today: DayNumber
}) {
  const { firstDay, endDay, origin, dayWidth, today } = props
  return daysOf(firstDay, endDay)
    .filter((day) => isWeekend(day) || day === today)
    .map((day) => (
      <div
        key={day}
        className={classes.column}
        data-today={day === today || undefined}
        style={{ left: ROOM_WIDTH + (day - origin) * dayWidth, width: dayWidth }}
      />
    ))
})

function daysOf(first: DayNumber, end: DayNumber): DayNumber[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
}

/** The months that reach into these days, each with the first day of the next. */
function monthsOf(first: DayNumber, end: DayNumber): [DayNumber, DayNumber][] {
  const months: [DayNumber, DayNumber][] = []
  for (let month = monthStart(first); month < end; month = monthStart(month, 1)) {
    months.push([month, monthStart(month, 1)])
  }
  return months
}
