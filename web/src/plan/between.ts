import type { PlannedBooking } from './stay'

/**
 * The bars from one to another, both included: of all rooms from the one's to the other's, those that have a night
 * between the first arrival and the last departure. Of two that are not both on the plan, only the other.
 */
export function between(
  from: string,
  to: string,
  rooms: readonly (readonly PlannedBooking[])[],
): readonly string[] {
  const find = (id: string) => {
    const place = rooms.findIndex((bars) => bars.some(({ row }) => row.id === id))
    const bar = rooms[place]?.find(({ row }) => row.id === id)
    return bar && { place, bar }
  }
  const [one, other] = [find(from), find(to)]
  if (!one || !other) return [to]
  const [top, bottom] = [Math.min(one.place, other.place), Math.max(one.place, other.place)]
  const start = Math.min(one.bar.start, other.bar.start)
  const end = Math.max(one.bar.end, other.bar.end)
  return rooms
    .slice(top, bottom + 1)
    .flatMap((bars) => bars.filter((bar) => bar.start < end && bar.end > start).map(({ row }) => row.id))
}
