export interface RoomFilter {
  text: string
  type: string | null
}

interface Room {
  name: string
  roomType: string
}

/** Room 2 before room 10. */
export function byName(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true })
}

/** The rooms that pass the filter, as they stand on the plan. */
export function shownRooms<T extends Room>(rooms: readonly T[], { text, type }: RoomFilter): T[] {
  const wanted = text.trim().toLocaleLowerCase()
  return rooms
    .filter(({ name, roomType }) => name.toLocaleLowerCase().includes(wanted) && (!type || roomType === type))
    .sort((a, b) => byName(a.name, b.name))
}
