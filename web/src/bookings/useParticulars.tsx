import { type FormState, valuesOf } from '@/editing'
import type { Particulars } from '@/nouns/NounForm'

import { BookingFields } from './BookingFields'
import type { BookingField } from './noun'
import { RoomTakenNote } from './RoomTakenNote'
import { useCrowding } from './useCrowding'

/** What is particular to the form of a booking, or of a new one. `crowds` tells whether it may crowd its room anew. */
export function useParticulars(
  bookingId: string | undefined,
  crowds: (state: FormState<BookingField>) => boolean,
): Particulars<BookingField> {
  const { sure, question } = useCrowding()
  return {
    sure: async (state) => !crowds(state) || sure(valuesOf(state)),
    question,
    fields: (state) => <BookingFields state={state} bookingId={bookingId} />,
    refusal: (problem, take) =>
      problem.__typename === 'RoomUnavailable' ? (
        <RoomTakenNote taken={problem} onTake={(roomId) => take('roomId', roomId)} />
      ) : undefined,
  }
}
