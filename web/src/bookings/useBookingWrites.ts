import { type Answer, answerOf } from '@/editing/answer'
import type { Request, Row } from '@/editing/model'
import { type ProblemOf, useVersionedMutation } from '@/frontdesk'
import {
  AddBookingDocument,
  type AddBookingMutation,
  type BookingPatch,
  type BookingRowFragment,
  type CreateBookingInput,
  EditBookingDocument,
  type EditBookingMutation,
} from '@/gql/graphql'

import { type BookingField, rowOfBooking } from './noun'

export type BookingProblem = ProblemOf<EditBookingMutation> | ProblemOf<AddBookingMutation>
export type BookingAnswer = Answer<BookingField, BookingProblem>

const current = (conflict: { current: { __typename: string } }): Row<BookingField> =>
  rowOfBooking(conflict.current as BookingRowFragment)

/** Saves edits of a booking, merged with others' where they don't touch. */
export function useEditBooking(id: string, onStale: 'MERGE' | 'REJECT' = 'MERGE') {
  const { save } = useVersionedMutation(EditBookingDocument)
  return async ({ expectedVersion, patch }: Request<BookingField>): Promise<BookingAnswer> => {
    const outcome = await save({ id, expectedVersion, patch: patch as BookingPatch, onStale })
    return answerOf(outcome, { saved: ({ booking }) => rowOfBooking(booking), current })
  }
}

export function useAddBooking() {
  const { save } = useVersionedMutation(AddBookingDocument)
  return async (
    id: string,
    values: Omit<CreateBookingInput, 'id' | 'mutationId'>,
  ): Promise<BookingAnswer> => {
    const outcome = await save({ id, ...values })
    return answerOf(outcome, {
      saved: ({ booking }) => rowOfBooking(booking),
      current: () => {
        throw new TypeError('a new booking is never stale')
      },
    })
  }
}
