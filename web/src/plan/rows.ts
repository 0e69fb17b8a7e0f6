import { type Density, lineHeight } from './density'
import type { Group } from './groups'
import type { Span } from './viewport'

/** Of a type of rooms, above them. */
export const GROUP_HEIGHT = 24

/** Where something lies on the plan, from its top. */
export interface Row {
  top: number
  height: number
}

/** Where the rooms lie, each under its place, and where the lines of their types. */
export interface Rows {
  rooms: readonly Row[]
  groups: readonly Row[]
  height: number
}

/** Stacks types with their rooms, each as high as the lanes in it need. `lanes` are of the shown rooms, by their places. */
export function stack(
  groups: readonly Pick<Group<unknown>, 'rooms' | 'folded'>[],
  lanes: readonly number[],
  density: Density,
  groupHeight = GROUP_HEIGHT,
): Rows {
  const rooms: Row[] = []
  const heads: Row[] = []
  let top = 0
  for (const group of groups) {
    heads.push({ top, height: groupHeight })
    top += groupHeight
    for (let left = group.folded ? 0 : group.rooms.length; left > 0; left--) {
      const height = lineHeight(density, lanes[rooms.length] ?? 1)
      rooms.push({ top, height })
      top += height
    }
  }
  return { rooms, groups: heads, height: top }
}

/** Where the room of this place lies; for no room, before the first or after the last one. */
export function rowAt({ rooms, height }: Rows, place: number): Row {
  return rooms[place] ?? { top: place < 0 ? -GROUP_HEIGHT : height, height: GROUP_HEIGHT }
}

/** The place of the room at a height. The line of a type counts as the nearest room, so that a drag gets across. */
export function placeAt({ rooms }: Rows, y: number): number {
  if (y < 0) return -1
  const place = lastFrom(rooms, y)
  const [row, next] = [rooms[place], rooms[place + 1]]
  if (!row) return place + 1
  const bottom = row.top + row.height
  const isNearer = next !== undefined && y < (bottom + next.top) / 2
  return y < bottom || isNearer ? place : place + 1
}

/** The places of the rooms that reach into a part of the plan. */
export function placesIn({ rooms }: Rows, { first, end }: Span): Span {
  return { first: Math.max(lastFrom(rooms, first), 0), end: lastFrom(rooms, end) + 1 }
}

/** The last room that begins at or above a height; -1 where none does. */
function lastFrom(rooms: readonly Row[], y: number): number {
  let [low, high] = [0, rooms.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rooms[middle]?.top ?? Infinity) <= y) low = middle + 1
    else high = middle
  }
  return low - 1
}
