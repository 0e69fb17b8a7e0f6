import { type Answer, answerOf, type Request } from '@/editing'
import { type ProblemOf, useVersionedMutation } from '@/frontdesk'
import {
  AddRoomDocument,
  type AddRoomMutation,
  type CreateRoomInput,
  EditRoomDocument,
  type EditRoomMutation,
  type RoomPatch,
  type RoomRowFragment,
} from '@/gql/graphql'

import { type RoomField, rowOfRoom } from './noun'

export type RoomProblem = ProblemOf<EditRoomMutation> | ProblemOf<AddRoomMutation>
export type RoomAnswer = Answer<RoomField, RoomProblem>

/** Saves edits of a room, merged with others' where they don't touch. */
export function useEditRoom(id: string, onStale: 'MERGE' | 'REJECT' = 'MERGE') {
  const { save } = useVersionedMutation(EditRoomDocument)
  return async ({ expectedVersion, patch }: Request<RoomField>): Promise<RoomAnswer> => {
    const outcome = await save({ id, expectedVersion, patch: patch as RoomPatch, onStale })
    return answerOf(outcome, {
      saved: ({ room }) => rowOfRoom(room),
      current: (conflict) => rowOfRoom(conflict.current as RoomRowFragment),
    })
  }
}

export function useAddRoom() {
  const { save } = useVersionedMutation(AddRoomDocument)
  return async (id: string, values: Omit<CreateRoomInput, 'id' | 'mutationId'>): Promise<RoomAnswer> => {
    const outcome = await save({ id, ...values })
    return answerOf(outcome, {
      saved: ({ room }) => rowOfRoom(room),
      current: () => {
        throw new TypeError('a new room is never stale')
      },
    })
  }
}
