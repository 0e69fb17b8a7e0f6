import { useState } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'

import { type Along, type Drag, hasMoved, movedAlong, stayAt } from './drag'
import type { PlannedBookings } from './PlannedBookings'
import { blocking, type PlannedBooking, type Stay } from './stay'

/** What would come of dropping a drag where it is. */
export interface Verdict {
  drag: Drag
  /** None where the drag has left the plan. */
  room: RoomRowFragment | undefined
  stay: Stay | undefined
  /** Where those lie that are moved along. */
  others: readonly Along[]
  /** Who holds the room on those nights, as far as it is loaded. The server has the last word. */
  blockers: readonly PlannedBooking[]
}

/** A booking, and where it is to lie. */
export interface Move {
  booking: PlannedBooking
  stay: Stay
}

export interface Drops {
  /** All or none of them. */
  move: (moves: readonly Move[]) => void
  create: (stay: Stay) => void
  refuse: (verdict: Verdict) => void
}

export interface DragControl {
  verdict: Verdict | undefined
  set: (drag: Drag | undefined) => void
  judge: (drag: Drag) => Verdict
  /** Does what the drag says, or says why not. */
  drop: (drag: Drag) => void
}

/** The one drag that can be on its way, by pointer or by keyboard. */
export function useDrag(
  rooms: readonly RoomRowFragment[],
  bookings: PlannedBookings,
  drops: Drops,
): DragControl {
  const [drag, set] = useState<Drag>()
  const judge = (of: Drag): Verdict => {
    const stay = stayAt(of.to, rooms)
    const others = movedAlong(of, rooms)
    const own = new Set([of.booking, ...others.map(({ booking }) => booking)].map((each) => each?.row.id))
    const blockers = [{ booking: of.booking, stay }, ...others].flatMap(({ booking, stay: there }) =>
      there
        ? blocking(there, bookings.room(there.roomId), booking?.row).filter(({ row }) => !own.has(row.id))
        : [],
    )
    return { drag: of, room: rooms[of.to.room], stay, others, blockers }
  }
  const drop = (of: Drag) => {
    set(undefined)
    const verdict = judge(of)
    const { stay, others, blockers } = verdict
    if (!stay) return
    const moves = others.flatMap(({ booking, stay: there }) => (there ? [{ booking, stay: there }] : []))
    if (blockers.length > 0 || moves.length < others.length) drops.refuse(verdict)
    else if (!of.booking) drops.create(stay)
    else if (hasMoved(of)) drops.move([{ booking: of.booking, stay }, ...moves])
  }
  return { verdict: drag && judge(drag), set, judge, drop }
}
