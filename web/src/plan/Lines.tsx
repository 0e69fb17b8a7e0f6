import type { RoomRowFragment } from '@/gql/graphql'

import type { Density } from './density'
import { GroupLine } from './GroupLine'
import type { Group } from './groups'
import type { Labels } from './labels'
import type { PlannedBookings } from './PlannedBookings'
import { RoomLine, type Stop } from './RoomLine'
import { placesIn, rowAt, type Rows } from './rows'
import type { Seen } from './useScrolling'
import type { View } from './useView'

interface Props {
  view: View
  seen: Seen
  groups: readonly Group<RoomRowFragment>[]
  fold: (type: string) => void
  rooms: readonly RoomRowFragment[]
  rows: Rows
  density: Density
  bookings: PlannedBookings
  labels: Labels
  movable: boolean
  isSelected: (bookingId: string) => boolean
  stop: Stop | undefined
}

/** The lines of the types and of the rooms that are in view. */
export function Lines({ view, seen, groups, fold, rooms, rows, ...drawn }: Props) {
  const { origin, dayWidth, today, chosen } = view
  const { bookings, stop, labels } = drawn
  const days = { firstDay: seen.days.first, endDay: seen.days.end, origin, dayWidth }
  const { first, end } = placesIn(rows, seen.down)
  const stopRoom = stop && bookings.get(stop.id)?.roomId
  return (
    <>
      {/* Before the rooms, so that Tab comes from a bar to its card. */}
      {groups.map((group, place) => {
        const { top, height } = rowAt({ ...rows, rooms: rows.groups }, place)
        if (top >= seen.down.end || top + height <= seen.down.first) return null
        return (
          <GroupLine key={group.type} {...{ group, fold, top, height, bookings, chosen, labels }} {...days} />
        )
      })}
      {rooms.map((room, place) =>
        (place >= first && place < end) || room.id === stopRoom ? (
          <RoomLine key={room.id} {...{ room, today }} {...rowAt(rows, place)} {...days} {...drawn} />
        ) : null,
      )}
    </>
  )
}
