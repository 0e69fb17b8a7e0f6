import { coupled } from '@/gql/coupled'
import {
  AddGuestDocument,
  EditGuestDocument,
  GuestByIdDocument,
  type GuestPatch,
  type GuestRowFragment,
  RemoveGuestDocument,
} from '@/gql/graphql'
import { describe } from '@/nouns/noun'

export type GuestField = keyof GuestPatch

export const guestNoun = describe<GuestField, GuestRowFragment>({
  name: 'Guest',
  role: 'DESK',
  words: {
    one: 'booking.guestId',
    many: 'nav.guests',
    new: 'guest.new',
    search: 'guests.search',
    kept: 'outbox.kept',
  },
  called: ({ name }) => name,
  calledNew: ([{ name }]) => String(name),
  label: (field) => `guest.${field}`,
  fields: {
    name: { is: 'line', required: true },
    email: { is: 'email', nullable: true },
    phone: { is: 'tel', nullable: true },
    country: { is: 'country', nullable: true },
    notes: { is: 'notes' },
  },
  coupled: coupled.GuestPatch,
  layout: ['name', ['email', 'phone'], 'country', 'notes'],
  columns: ['name', 'email', 'phone', 'country'],
  byId: GuestByIdDocument,
  add: AddGuestDocument,
  edit: EditGuestDocument,
  remove: RemoveGuestDocument,
})
