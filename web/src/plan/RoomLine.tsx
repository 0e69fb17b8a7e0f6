import { memo, useCallback, useSyncExternalStore } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'

import { BookingBar } from './BookingBar'
import type { DayNumber } from './days'
import { DENSITIES, type Density } from './density'
import { dueOf } from './due'
import type { Labels } from './labels'
import classes from './RoomLine.module.css'
import type { PlannedBookings } from './PlannedBookings'
import { reachesInto } from './lanes'
import { Questions } from './Questions'
import { ROOM_WIDTH } from './viewport'

/** The bar that Tab comes to, and whether the keyboard is there. */
export interface Stop {
  id: string
  focused: boolean
}

interface Props {
  room: RoomRowFragment
  top: number
  height: number
  density: Density
  bookings: PlannedBookings
  /** Only bars that reach into these days are drawn; two numbers, so that equal spans are equal. */
  firstDay: DayNumber
  endDay: DayNumber
  origin: DayNumber
  dayWidth: number
  today: DayNumber
  labels: Labels
  movable: boolean
  isSelected: (bookingId: string) => boolean
  stop: Stop | undefined
}

/** A room and what lies in it. Drawn anew when one of its bookings changes, and by no other room's. */
export const RoomLine = memo(function RoomLine(props: Props) {
  const {
    room,
    top,
    height,
    density,
    bookings,
    firstDay,
    endDay,
    origin,
    dayWidth,
    today,
    labels,
    movable,
    isSelected,
    stop,
  } = props
  const subscribe = useCallback(
    (changed: () => void) => bookings.onRoom(room.id, changed),
    [bookings, room.id],
  )
  const bars = useSyncExternalStore(subscribe, () => bookings.room(room.id))
  const dense = density === DENSITIES.dense
  const drawn = bars.filter((bar) => reachesInto(bar, firstDay, endDay) || bar.row.id === stop?.id)
  return (
    <div
      role="group"
      aria-label={room.name}
      className={classes.line}
      data-dense={dense || undefined}
      style={{ top, height, backgroundSize: `${dayWidth}px` }}
    >
      <div className={classes.room} style={{ width: ROOM_WIDTH }} aria-hidden>
        <span className={classes.roomName}>{room.name}</span>
        <span className={classes.roomType}>
          {[!dense && room.roomType, room.capacity].filter(Boolean).join(' · ')}
        </span>
      </div>
      <div className={classes.bars} style={{ left: ROOM_WIDTH }}>
        {drawn.map((bar) => (
          <BookingBar
            key={bar.row.id}
            bar={bar}
            roomName={room.name}
            density={density}
            origin={origin}
            dayWidth={dayWidth}
            labels={labels}
            movable={movable}
            selected={isSelected(bar.row.id)}
            due={dueOf(bar, today)}
            tabStop={bar.row.id === stop?.id}
            focused={bar.row.id === stop?.id && stop.focused}
          />
        ))}
        <Questions booked={bars} lineHeight={height} {...{ room, density, origin, dayWidth, labels }} />
      </div>
    </div>
  )
})
