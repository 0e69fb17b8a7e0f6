import type { PlannedBooking } from './stay'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The bar that an arrow key goes to: along a room in the order of arrival, or in the next room that has any, the
 * one nearest in time.
 */
export function neighbour(
  from: { id: string; room: number },
  direction: Direction,
  rooms: readonly (readonly PlannedBooking[])[],
): PlannedBooking | undefined {
  const line = rooms[from.room] ?? []
  const index = line.findIndex(({ row }) => row.id === from.id)
  const here = line[index]
  if (!here) return undefined
  if (direction === 'left') return line[index - 1]
  if (direction === 'right') return line[index + 1]
  const step = direction === 'up' ? -1 : 1
  for (let room = from.room + step; room >= 0 && room < rooms.length; room += step) {
    const nearest = nearestTo((here.start + here.end) / 2, rooms[room] ?? [])
    if (nearest) return nearest
  }
  return undefined
}

/** The bar whose middle is nearest to a day. */
export function nearestTo(day: number, bars: readonly PlannedBooking[]): PlannedBooking | undefined {
  const distance = ({ start, end }: PlannedBooking) => Math.abs((start + end) / 2 - day)
  return bars.reduce<PlannedBooking | undefined>(
    (best, bar) => (best && distance(best) <= distance(bar) ? best : bar),
    undefined,
  )
}
