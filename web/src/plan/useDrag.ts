import { useState } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'

import { type Drag, hasMoved, stayAt } from './drag'
import type { PlannedBookings } from './PlannedBookings'
import { blocking, type PlannedBooking, type Stay } from './stay'

/** What would come of dropping a drag where it is. */
export interface Verdict {
  drag: Drag
  /** None where the drag has left the plan. */
  room: RoomRowFragment | undefined
  stay: Stay | undefined
  /** Who holds the room on those nights, as far as it is loaded. The server has the last word. */
  blockers: readonly PlannedBooking[]
}

export interface Drops {
  move: (booking: PlannedBooking, stay: Stay) => void
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
    const blockers = stay ? blocking(stay, bookings.room(stay.roomId), of.booking?.row) : []
    return { drag: of, room: rooms[of.to.room], stay, blockers }
  }
  const drop = (of: Drag) => {
    set(undefined)
    const verdict = judge(of)
    if (!verdict.stay) return
    if (verdict.blockers.length > 0) drops.refuse(verdict)
    else if (!of.booking) drops.create(verdict.stay)
    else if (hasMoved(of)) drops.move(of.booking, verdict.stay)
  }
  return { verdict: drag && judge(drag), set, judge, drop }
}
