import type { Outcome } from '@frontdesk/client'

import { type Answer, answerOf, type Saved, type Written } from '@/editing'
import { AddBookingsDocument, type AddBookingsMutation, type BookingRowFragment } from '@/gql/graphql'
import { sendable } from '@/nouns/fields'
import { reading } from '@/nouns/reading'
import { useNote } from '@/nouns/undo/context'
import { whole } from '@/nouns/undo/own'
import { useCalledNew } from '@/nouns/useCalledNew'
import { useKeptAdd } from '@/nouns/useWrites'
import { type Kept, useOutbox } from '@/outbox'

import { type BookingField, bookingNoun, type BookingValues } from './noun'

/** One of the bookings that are made at once. The id was made for it: a request that is sent again makes no second one. */
export interface NewStay {
  id: string
  values: BookingValues
}

/** Makes all of these bookings or none, kept where the server is away: a single one as any new row is made. */
export function useNewBookings() {
  const add = useKeptAdd(bookingNoun)
  const outbox = useOutbox()
  const note = useNote()
  const calledNew = useCalledNew(bookingNoun)
  return async (first: NewStay, others: readonly NewStay[]): Promise<Answer<BookingField> | Kept> => {
    if (others.length === 0) return add(first.id, first.values)
    const rowOf = ({ id, values }: NewStay) => ({ ...sendable(bookingNoun, values), id })
    const saving = {
      noun: bookingNoun.name,
      called: calledNew(first.values, ...others.map(({ values }) => values)),
    }
    const end = await outbox.create(AddBookingsDocument, saving, [rowOf(first), ...others.map(rowOf)])
    if (end.kind === 'kept') return end
    const made = (row: BookingRowFragment) => note(whole('created', bookingNoun, row))
    return answerOf(ofTheFirst(end, made), reading(bookingNoun))
  }
}

type OneOutcome = Outcome<Written<Saved<BookingRowFragment>>>

/** The end of them all as that of the first; each that was made is told to `made`. */
function ofTheFirst(
  outcome: Outcome<AddBookingsMutation>,
  made: (row: BookingRowFragment) => void,
): OneOutcome {
  switch (outcome.kind) {
    case 'saved': {
      const { results } = outcome.saved
      const [first] = results
      if (!first) throw new TypeError('bookings were made, and none is answered')
      results.forEach(({ row }) => made(row))
      return { kind: 'saved', saved: { ...first, __typename: 'BookingSaved' }, mergedFields: [] }
    }
    case 'failed':
      return { ...outcome, retry: async () => ofTheFirst(await outcome.retry(), made) }
    default:
      return outcome
  }
}
