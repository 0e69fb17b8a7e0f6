import type { ApolloClient, TypedDocumentNode } from '@apollo/client'
import type { Entry } from '@frontdesk/client/queue'

import type { Saved, Written } from '@/editing'
import {
  AddBookingDocument,
  AddBookingsDocument,
  AddGuestDocument,
  AddRoomDocument,
  BookingByIdDocument,
  EditBookingDocument,
  EditGuestDocument,
  EditRoomDocument,
  GuestByIdDocument,
  RoomByIdDocument,
} from '@/gql/graphql'
import type { Noun } from '@/gql/nouns'

import type { Creation, Waiting } from './entry'
import type { SavedRow, SavedRows } from './send'

type Write = TypedDocumentNode<Written<Saved<SavedRow> | SavedRows>, { input: object }>
type Read = TypedDocumentNode<{ row: object | null }, { id: string }>

/** What is asked for each noun. The outbox knows its rows as what was saved, and nothing of their fields. */
const DOCUMENTS = {
  Booking: {
    add: AddBookingDocument,
    addSeveral: AddBookingsDocument,
    edit: EditBookingDocument,
    byId: BookingByIdDocument,
  },
  Guest: { add: AddGuestDocument, edit: EditGuestDocument, byId: GuestByIdDocument },
  Room: { add: AddRoomDocument, edit: EditRoomDocument, byId: RoomByIdDocument },
} as unknown as Readonly<Record<Noun, { add: Write; addSeveral?: Write; edit: Write; byId: Read }>>

/** The mutation that carries out a write under its name. */
export function requestOf(entry: Waiting): { mutation: Write; variables: { input: object } } {
  const { base, body, mutationId, row } = entry
  const { add, addSeveral = add, edit } = DOCUMENTS[body.noun]
  if ('rows' in body) {
    const mutation = body.rows.length > 1 ? addSeveral : add
    return { mutation, variables: { input: inputOf(body.rows, mutationId) } }
  }
  const input = { id: row, expectedVersion: base, patch: body.patch, onStale: 'MERGE', mutationId }
  return { mutation: edit, variables: { input } }
}

/** New rows as the server takes them: one, or a list whose writes are named after the whole. */
export function inputOf([first, ...more]: Creation['rows'], mutationId: string): object {
  const input = { ...first, mutationId }
  if (more.length === 0) return input
  return [input, ...more.map((row, place) => ({ ...row, mutationId: `${mutationId} ${place + 2}` }))]
}

/** Whether the row that was to be made is there. */
export async function rowNow(client: ApolloClient, { body, row }: Entry<Creation>): Promise<boolean> {
  const { data } = await client.query({
    query: DOCUMENTS[body.noun].byId,
    variables: { id: row },
    fetchPolicy: 'no-cache',
    context: { withoutSession: true },
  })
  return data?.row != null
}
