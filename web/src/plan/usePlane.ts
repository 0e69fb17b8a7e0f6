import { type MouseEvent, useRef } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'

import { between } from './between'
import { type Cell, type Drag, dragBooking, dragEmpty } from './drag'
import { idAt } from './elements'
import line from './RoomLine.module.css'
import type { PlannedBookings } from './PlannedBookings'
import { placeAt, type Rows } from './rows'
import { overlaps, type PlannedBooking } from './stay'
import type { DragControl, Drops } from './useDrag'
import { usePointerDrag } from './usePointerDrag'
import type { Selection } from './useSelection'
import type { View } from './useView'
import { dayAt, ROOM_WIDTH } from './viewport'

interface Options {
  view: View
  /** Those that have a line, and where each line is. */
  rooms: readonly RoomRowFragment[]
  rows: Rows
  bookings: PlannedBookings
  selection: Selection
  control: DragControl
  mayEdit: boolean
  drops: Drops
  open: (bookingId: string) => void
}

/** What a pointer does on the plane of rooms and days: it drags, opens, selects, or begins a booking. */
export function usePlane(options: Options) {
  const { view, rooms, rows, bookings, selection, control, mayEdit, drops, open } = options
  const { scroller, origin, dayWidth } = view
  const plane = useRef<HTMLDivElement>(null)

  const select = (id: string, all: boolean) => {
    const lines = () => rooms.map((room) => bookings.room(room.id))
    if (all) selection.extend(id, (from, to) => between(from, to, lines()))
    else selection.toggle(id)
  }
  /** Who is selected with a booking is moved with it. */
  const alongWith = (id: string): readonly PlannedBooking[] =>
    selection.has(id) ? selection.bookings.filter(({ row }) => row.id !== id) : []

  const cellAt = (x: number, y: number): Cell => {
    const box = plane.current?.getBoundingClientRect() ?? { left: 0, top: 0 }
    return {
      room: placeAt(rows, y - box.top),
      night: dayAt(x - box.left - ROOM_WIDTH, origin, dayWidth),
    }
  }
  const grip = (target: Element, cell: Cell): Drag | undefined => {
    if (!mayEdit || isBeside(target)) return undefined
    const id = idAt(target)
    if (!id) return rooms[cell.room] && dragEmpty(cell)
    const booking = bookings.get(id)
    const room = rooms.findIndex((each) => each.id === booking?.roomId)
    const end = target.closest('[data-grip]')?.getAttribute('data-grip')
    if (!booking) return undefined
    if (end === 'start' || end === 'end') return dragBooking(end, booking, cell, room)
    return dragBooking('move', booking, cell, room, alongWith(id))
  }
  const onPointerDown = usePointerDrag({ scroller, control, cellAt, grip })

  const onClick = ({ target, clientX, clientY, ctrlKey, metaKey, shiftKey }: MouseEvent) => {
    const id = idAt(target as Element)
    const selects = mayEdit && (ctrlKey || metaKey || shiftKey || selection.choosing)
    if (id && selects) select(id, shiftKey)
    else if (id) open(id)
    else if (!selects) beginAt(target as Element, cellAt(clientX, clientY))
  }
  /** A click on a night that nobody has begins a booking of it. */
  const beginAt = (target: Element, { room: place, night }: Cell) => {
    const room = rooms[place]
    if (!mayEdit || !room || isBeside(target)) return
    const stay = { roomId: room.id, start: night, end: night + 1 }
    if (!bookings.room(room.id).some((other) => overlaps(other, stay))) drops.create(stay)
  }
  return { plane, onPointerDown, onClick, select, alongWith }
}

/** Whether it is no place for a booking: the name of a room, or of a type of rooms. */
function isBeside(target: Element): boolean {
  return target.closest(`.${line.room}, [data-group]`) !== null
}
