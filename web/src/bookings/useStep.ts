import type { BookingRowFragment, BookingStatus } from '@/gql/graphql'
import { useKeptEdits } from '@/nouns/useWrites'

import { bookingNoun } from './noun'
import { useCarryOut } from './useCarryOut'

/** Gives bookings another status, each by one click. What others changed of the same stay meanwhile is not overwritten. */
export function useStep() {
  const edit = useKeptEdits(bookingNoun)
  const { carryOut, running } = useCarryOut('step')
  const step = (booking: BookingRowFragment, status: BookingStatus) => {
    const { id, version } = booking
    return carryOut(
      booking,
      () => edit(id, booking, { expectedVersion: version, patch: { status } }),
      () => undefined,
    )
  }
  return { step, running }
}
