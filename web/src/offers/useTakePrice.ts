import { bookingNoun } from '@/bookings/noun'
import { useCarryOut } from '@/bookings/useCarryOut'
import type { BookingRowFragment } from '@/gql/graphql'
import { useEdits } from '@/nouns/useWrites'

/**
 * Saves an offered price on the version that it was reckoned from: what was changed meanwhile, be it only the room,
 * may make it another.
 */
export function useTakePrice(done: () => void) {
  const edit = useEdits(bookingNoun, 'REJECT')
  const { carryOut, running } = useCarryOut('offer')
  const take = (booking: BookingRowFragment, totalPrice: string) => {
    const { id, version } = booking
    return carryOut(
      booking,
      () => edit(id, booking, { expectedVersion: version, patch: { totalPrice } }),
      done,
    )
  }
  return { take, taking: running }
}
