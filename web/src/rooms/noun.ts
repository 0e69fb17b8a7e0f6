import { isSameAmount, type Noun, type Row, type Value } from '@/editing/model'
import { coupled } from '@/gql/coupled'
import type { RoomRowFragment } from '@/gql/graphql'

export const ROOM_FIELDS = ['name', 'roomType', 'capacity', 'nightlyRate', 'currency', 'notes'] as const
export type RoomField = (typeof ROOM_FIELDS)[number]

/** The server drops the spaces around a name. */
const isSameName = (one: Value, other: Value) => String(one).trim() === String(other).trim()

export const roomNoun: Noun<RoomField> = {
  fields: ROOM_FIELDS,
  coupled: coupled.RoomPatch,
  same: { name: isSameName, nightlyRate: isSameAmount },
}

/** Under which name what is typed into its form is kept. */
export const draftOfRoom = (id: string) => `room:${id}`

export function rowOfRoom(room: RoomRowFragment): Row<RoomField> {
  const { version, name, roomType, capacity, nightlyRate, currency, notes, updatedBy, updatedAt } = room
  return {
    version,
    values: { name, roomType, capacity, nightlyRate, currency, notes },
    author: updatedBy ? { name: updatedBy.name, at: updatedAt } : undefined,
  }
}
