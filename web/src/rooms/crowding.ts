import type { RoomRowFragment } from '@/gql/graphql'

/** More persons in a room than it sleeps: allowed, for beds are put up, and seldom meant. */
export interface Crowding {
  room: string
  sleeps: number
  persons: number
}

export function crowding(
  room: Pick<RoomRowFragment, 'name' | 'capacity'> | undefined,
  persons: number,
): Crowding | undefined {
  if (!room || persons <= room.capacity) return undefined
  return { room: room.name, sleeps: room.capacity, persons }
}
