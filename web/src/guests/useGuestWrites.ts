import { type Answer, answerOf, type Request } from '@/editing'
import { type ProblemOf, useVersionedMutation } from '@/frontdesk'
import {
  AddGuestDocument,
  type AddGuestMutation,
  type CreateGuestInput,
  EditGuestDocument,
  type EditGuestMutation,
  type GuestPatch,
  type GuestRowFragment,
} from '@/gql/graphql'

import { cleared, type GuestField, rowOfGuest } from './noun'

export type GuestProblem = ProblemOf<EditGuestMutation> | ProblemOf<AddGuestMutation>
export type GuestAnswer = Answer<GuestField, GuestProblem>

/** Saves edits of a guest, merged with others' where they don't touch. */
export function useEditGuest(id: string, onStale: 'MERGE' | 'REJECT' = 'MERGE') {
  const { save } = useVersionedMutation(EditGuestDocument)
  return async ({ expectedVersion, patch }: Request<GuestField>): Promise<GuestAnswer> => {
    const outcome = await save({ id, expectedVersion, patch: cleared(patch) as GuestPatch, onStale })
    return answerOf(outcome, {
      saved: ({ guest }) => rowOfGuest(guest),
      current: (conflict) => rowOfGuest(conflict.current as GuestRowFragment),
    })
  }
}

export function useAddGuest() {
  const { save } = useVersionedMutation(AddGuestDocument)
  return async (id: string, values: Omit<CreateGuestInput, 'id' | 'mutationId'>): Promise<GuestAnswer> => {
    const outcome = await save({ id, ...cleared(values) })
    return answerOf(outcome, {
      saved: ({ guest }) => rowOfGuest(guest),
      current: () => {
        throw new TypeError('a new guest is never stale')
      },
    })
  }
}
