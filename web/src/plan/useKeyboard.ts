import { type KeyboardEvent, useState } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'

import { idAt } from './elements'
import type { DayNumber } from './days'
import { type Drag, dragBooking, dragEmpty, nudge, type Placed } from './drag'
import { type Direction, nearestTo, neighbour } from './neighbour'
import type { PlannedBookings } from './PlannedBookings'
import type { PlannedBooking } from './stay'
import type { Stop } from './RoomLine'
import type { DragControl } from './useDrag'

interface Options {
  rooms: readonly RoomRowFragment[]
  bookings: PlannedBookings
  control: DragControl
  mayEdit: boolean
  /** Chooses a bar, or all up to it. */
  select: (id: string, all: boolean) => void
  /** What is moved with a booking. */
  alongWith: (id: string) => readonly PlannedBooking[]
  chosen: DayNumber
  /** Scrolls there, where it is out of view. */
  reveal: (placed: Placed) => void
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}
const STEPS: Readonly<Record<Direction, { rooms: number; nights: number }>> = {
  left: { rooms: 0, nights: -1 },
  right: { rooms: 0, nights: 1 },
  up: { rooms: -1, nights: 0 },
  down: { rooms: 1, nights: 0 },
}

/**
 * All that a pointer can do on the plan, by keyboard: arrows go from bar to bar; with Shift they move the booking,
 * with Alt its end; N begins a new one. Enter drops it there, Escape leaves it where it was. The space bar selects.
 */
export function useKeyboard(options: Options) {
  const { rooms, bookings, control, mayEdit, select, alongWith, chosen, reveal } = options
  const [stop, setStop] = useState<Stop>()
  const drag = control.verdict?.drag

  const set = (next: Drag) => {
    control.set(next)
    reveal(next.to)
  }
  const focusFirst = () => {
    for (const [place, room] of rooms.entries()) {
      const bar = nearestTo(chosen + 0.5, bookings.room(room.id))
      if (!bar) continue
      setStop({ id: bar.row.id, focused: true })
      reveal({ room: place, start: bar.start, end: bar.end })
      return
    }
  }
  const focusNext = (from: { id: string; room: number }, direction: Direction) => {
    const lines = rooms.map(({ id }) => bookings.room(id))
    const next = neighbour(from, direction, lines)
    if (!next) return
    setStop({ id: next.row.id, focused: true })
    reveal({
      room: rooms.findIndex(({ id }) => id === next.roomId),
      start: next.start,
      end: next.end,
    })
  }

  const whileDragging = (event: KeyboardEvent, on: Drag): boolean => {
    if (event.key === 'Enter') control.drop(on)
    else if (event.key === 'Escape') control.set(undefined)
    else {
      const arrow = ARROWS[event.key]
      if (!arrow) return false
      step(on, arrow, event.altKey)
    }
    return true
  }
  const step = (on: Drag, arrow: Direction, end: boolean) => {
    const { rooms: down, nights } = STEPS[arrow]
    set(nudge(on, end ? 'end' : 'move', down, nights, rooms.length))
  }
  const whileResting = (event: KeyboardEvent): boolean => {
    const id = idAt(event.target as Element)
    const booking = id ? bookings.get(id) : undefined
    const room = rooms.findIndex((each) => each.id === booking?.roomId)
    const arrow = ARROWS[event.key]
    if (mayEdit && event.key.toLowerCase() === 'n' && !event.ctrlKey && !event.metaKey) {
      set(dragEmpty({ room: Math.max(room, 0), night: booking?.end ?? chosen }))
      return true
    }
    if (mayEdit && booking && event.key === ' ') {
      select(booking.row.id, event.shiftKey)
      return true
    }
    if (!arrow) return false
    if (!booking) focusFirst()
    else if (mayEdit && (event.shiftKey || event.altKey)) {
      const along = event.altKey ? [] : alongWith(booking.row.id)
      step(dragBooking('move', booking, { room, night: booking.start }, room, along), arrow, event.altKey)
    } else focusNext({ id: booking.row.id, room }, arrow)
    return true
  }

  return {
    stop,
    onKeyDown: (event: KeyboardEvent) => {
      const done = drag ? whileDragging(event, drag) : whileResting(event)
      if (done) event.preventDefault()
    },
    /** Firefox clicks a button when the space bar comes up, whatever became of it when it went down. */
    onKeyUp: (event: KeyboardEvent) => {
      if (mayEdit && event.key === ' ' && idAt(event.target as Element)) event.preventDefault()
    },
    /** The keyboard, or a click, has come to a bar. */
    onFocus: (target: Element) => {
      const id = idAt(target)
      if (id && (stop?.id !== id || !stop.focused)) setStop({ id, focused: true })
    },
    /** It has left for another place on the page; a bar that vanishes under it does not say so. */
    onBlur: (target: Element) => {
      // An arrow key makes the next bar the stop before the last one loses the keyboard.
      if (stop?.focused && idAt(target) === stop.id) setStop({ ...stop, focused: false })
    },
  }
}
