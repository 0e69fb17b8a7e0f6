import { memo, useEffect, useRef } from 'react'

import { PresenceAvatars, usePresenceWords } from '@/presence'

import type { DayNumber } from './days'
import { barBox, type Density } from './density'
import { type Due, isUrgent } from './due'
import dues from './due.module.css'
import { DueIcon } from './DueIcon'
import type { Labels } from './labels'
import classes from './BookingBar.module.css'
import type { Bar } from './PlannedBookings'
import touch from './touch.module.css'
import { xOf } from './viewport'

/** From here on the label follows the visible part of its bar; a browser pays for each that does. */
const LONG_PX = 200
/** No name can be read in less: there is room for the sign only. */
const SMALL_PX = 40
/** From here on there is room for a handle beside the ends. */
const HANDLE_PX = 80

interface Props {
  bar: Bar
  roomName: string
  density: Density
  origin: DayNumber
  dayWidth: number
  labels: Labels
  movable: boolean
  selected: boolean
  due: Due | undefined
  /** Whether Tab comes here, and whether the keyboard is here. */
  tabStop: boolean
  focused: boolean
}

export const BookingBar = memo(function BookingBar(props: Props) {
  const { bar, roomName, density, origin, dayWidth, labels, movable, selected, due, tabStop, focused } = props
  const button = useRef<HTMLButtonElement>(null)
  // A bar that is moved to another room is another element there: the keyboard goes with it.
  useEffect(() => {
    if (focused) button.current?.focus({ preventScroll: true })
  }, [focused])

  const { row, start, end, lane, waiting } = bar
  const others = usePresenceWords(row.id)
  const width = (end - start) * dayWidth - 2
  const inHouse = row.status === 'CHECKED_IN' || row.status === 'CHECKED_OUT'
  return (
    <button
      ref={button}
      type="button"
      className={[classes.bar, dues.due, touch.bar].join(' ')}
      style={{
        width,
        // No transform: the label in it sticks to the visible part by where its bar is laid out.
        left: xOf(start, origin, dayWidth) + 1,
        ...barBox(density, lane),
      }}
      tabIndex={tabStop ? 0 : -1}
      aria-label={[
        labels.booking(bar, roomName),
        due && isUrgent(due) && labels.due(due),
        waiting && labels.waiting,
        others,
      ]
        .filter(Boolean)
        .join(', ')}
      aria-pressed={selected || undefined}
      data-booking={row.id}
      data-due={due}
      data-movable={movable || undefined}
      data-selected={selected || undefined}
      data-saving={bar.saving || undefined}
      data-waiting={waiting || undefined}
      data-changed={bar.changed || undefined}
      data-small={width <= SMALL_PX || undefined}
      data-long={width > LONG_PX || undefined}
    >
      <span className={classes.label} aria-hidden>
        <PresenceAvatars bookingId={row.id} size={20} />
        {waiting && <span>⏳</span>}
        {due && <DueIcon due={due} />}
        {width > SMALL_PX && <span className={classes.guest}>{row.guest.name}</span>}
        {width > 150 && <span className={classes.reference}>{row.reference}</span>}
      </span>
      {movable && !inHouse && <span className={classes.edge} data-grip="start" aria-hidden />}
      {movable && <span className={classes.edge} data-grip="end" aria-hidden />}
      {movable && width > HANDLE_PX && <span className={touch.handle} data-grip="move" aria-hidden />}
    </button>
  )
})
