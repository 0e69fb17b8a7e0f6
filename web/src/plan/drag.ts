import type { DayNumber } from './days'
import type { PlannedBooking, Stay } from './stay'

/** A day in a room, by its night: where the pointer is. */
export interface Cell {
  /** The room's place on the plan, from the top. */
  room: number
  night: DayNumber
}

/** What is being dragged: a booking as a whole, one of its ends, or empty nights that become a new booking. */
export type Grip = 'move' | 'start' | 'end' | 'create'

/** A drag from its beginning to where it is. Knows nothing of pointers or keys. */
export interface Drag {
  readonly grip: Grip
  /** What is dragged, as it was when the drag began; none where a new one is made. */
  readonly booking?: PlannedBooking
  /** What is moved with it, as it was then. */
  readonly along?: readonly PlannedBooking[]
  /** Where the stay lay when the drag began. */
  readonly from: Placed
  /** Where it would lie if it were dropped now. */
  readonly to: Placed
  readonly begin: Cell
}

/** Nights in the room of this place. */
export interface Placed {
  room: number
  start: DayNumber
  end: DayNumber
}

export function dragBooking(
  grip: Exclude<Grip, 'create'>,
  booking: PlannedBooking,
  begin: Cell,
  room: number,
  along: readonly PlannedBooking[] = [],
): Drag {
  const from = { room, start: booking.start, end: booking.end }
  return { grip, booking, along, from, to: from, begin }
}

export function dragEmpty(begin: Cell): Drag {
  const from = { room: begin.room, start: begin.night, end: begin.night + 1 }
  return { grip: 'create', from, to: from, begin }
}

/** The drag with the pointer over `cell`. */
export function dragTo(drag: Drag, cell: Cell): Drag {
  const { grip, from, begin } = drag
  const nights = cell.night - begin.night
  switch (grip) {
    case 'move': {
      const room = from.room + cell.room - begin.room
      return { ...drag, to: { room, start: from.start + nights, end: from.end + nights } }
    }
    case 'start':
      return { ...drag, to: { ...from, start: Math.min(from.start + nights, from.end - 1) } }
    case 'end':
      return { ...drag, to: { ...from, end: Math.max(from.end + nights, from.start + 1) } }
    case 'create': {
      const [first, last] = [Math.min(begin.night, cell.night), Math.max(begin.night, cell.night)]
      return { ...drag, to: { ...from, start: first, end: last + 1 } }
    }
  }
}

/** The drag with the stay moved, or its end, by so many rooms or nights from where it is: what arrow keys do. */
export function nudge(
  drag: Drag,
  grip: 'move' | 'end',
  rooms: number,
  nights: number,
  roomCount: number,
): Drag {
  const { to } = drag
  if (grip === 'end') return { ...drag, to: { ...to, end: Math.max(to.end + nights, to.start + 1) } }
  const room = Math.min(Math.max(to.room + rooms, 0), roomCount - 1)
  return { ...drag, to: { room, start: to.start + nights, end: to.end + nights } }
}

export function hasMoved({ from, to }: Drag): boolean {
  return from.room !== to.room || from.start !== to.start || from.end !== to.end
}

/** The stay that a drop would make; none where there is no such room. */
export function stayAt(placed: Placed, rooms: readonly { id: string }[]): Stay | undefined {
  const room = rooms[placed.room]
  return room && { roomId: room.id, start: placed.start, end: placed.end }
}

/** One of those that are moved along: as many nights and rooms from where it was as the one that is dragged. */
export interface Along {
  booking: PlannedBooking
  placed: Placed
  /** None where there is no such room. */
  stay: Stay | undefined
}

export function movedAlong({ from, to, along = [] }: Drag, rooms: readonly { id: string }[]): Along[] {
  const [down, nights] = [to.room - from.room, to.start - from.start]
  return along.map((booking) => {
    const place = rooms.findIndex(({ id }) => id === booking.roomId)
    const [start, end] = [booking.start + nights, booking.end + nights]
    const placed = { room: place === -1 ? -1 : place + down, start, end }
    // Of a room that is not shown, nobody can tell which one is so many below it.
    const stay = down === 0 ? { roomId: booking.roomId, start, end } : stayAt(placed, rooms)
    return { booking, placed, stay }
  })
}
