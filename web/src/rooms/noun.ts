import { coupled } from '@/gql/coupled'
import {
  AddRoomDocument,
  EditRoomDocument,
  RemoveRoomDocument,
  RoomByIdDocument,
  type RoomPatch,
  type RoomRowFragment,
} from '@/gql/graphql'
import { describe } from '@/nouns/noun'

export const roomNoun = describe<keyof RoomPatch, RoomRowFragment>({
  name: 'Room',
  role: 'MANAGER',
  words: {
    one: 'booking.roomId',
    many: 'nav.rooms',
    new: 'room.new',
    search: 'rooms.search',
    kept: 'outbox.kept',
  },
  called: ({ name }) => name,
  calledNew: ([{ name }]) => String(name),
  label: (field) => `room.${field}`,
  fields: {
    name: { is: 'line', required: true },
    roomType: { is: 'line' },
    capacity: { is: 'count', min: 1, required: true, initial: 2 },
    nightlyRate: { is: 'amount', required: true, initial: '0' },
    currency: { is: 'currency', required: true },
    notes: { is: 'notes' },
  },
  coupled: coupled.RoomPatch,
  layout: [['name', 'roomType', 'capacity', ['nightlyRate', 'currency']], 'notes'],
  columns: ['name', 'roomType', 'capacity', 'nightlyRate'],
  byId: RoomByIdDocument,
  add: AddRoomDocument,
  edit: EditRoomDocument,
  remove: RemoveRoomDocument,
})
