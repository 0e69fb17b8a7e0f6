import type { DayNumber } from './days'
import { holdsRoom, type PlannedBooking } from './stay'

/** How many of the rooms nobody holds in the night after each day, from `first` and before `end`. */
export function freeRooms(
  rooms: readonly (readonly PlannedBooking[])[],
  first: DayNumber,
  end: DayNumber,
): number[] {
  const free = Array.from({ length: Math.max(0, end - first) }, () => rooms.length)
  for (const bookings of rooms) {
    for (const stay of bookings) {
      if (!holdsRoom(stay.row.status)) continue
      // Of those that hold a room, no two have a night of it in common.
      for (let day = Math.max(stay.start, first); day < Math.min(stay.end, end); day++) {
        free[day - first] = (free[day - first] ?? 0) - 1
      }
    }
  }
  return free
}
