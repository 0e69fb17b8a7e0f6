import { refusalText, ruleText } from '@/editing/problems'
import { type Outcome } from '@frontdesk/client'
import { useVersionedMutation } from '@frontdesk/client/react'
import {
  type BookingRowFragment,
  PlanMoveDocument,
  type PlanMoveMutation,
  type RoomRowFragment,
} from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useOffers } from '@/offers/context'
import { notice, type NoticeAction } from '@/ui/notice'

import { useLabels } from './labels'
import type { PlannedBookings } from './PlannedBookings'
import { patchTo, planned, type PlannedBooking, type Stay } from './stay'

/** A stay that could not be given its room. */
export interface Refusal {
  /** What was to be moved; none where a new booking was to be made. */
  booking: PlannedBooking | undefined
  stay: Stay
  blocking: readonly BookingRowFragment[]
  /** Where it could go instead, as the server said; not asked yet where it was refused before the drop. */
  freeRooms: readonly RoomRowFragment[] | undefined
}

interface Options {
  /** All rooms of the hotel. */
  rooms: readonly RoomRowFragment[]
  bookings: PlannedBookings
  refuse: (refusal: Refusal) => void
  open: (bookingId: string) => void
}

/** Moves a booking: at once on the plan, and back where the server does not have it. */
export function useMove({ rooms, bookings, refuse, open }: Options) {
  const { t, money } = useI18n()
  const labels = useLabels()
  const offers = useOffers()
  const { save } = useVersionedMutation(PlanMoveDocument)

  const say = (bookingId: string, message: string, color: 'red' | 'teal', action?: NoticeAction) =>
    notice({ id: `plan-${bookingId}`, color, message, action })
  const saved = (before: PlannedBooking, now: PlannedBooking) => {
    const room = (roomId: string) => rooms.find(({ id }) => id === roomId)
    const nights = before.end - before.start
    const offered = offers.propose(
      { nights, room: room(before.roomId) },
      { booking: now.row, room: room(now.roomId) },
    )
    if (offered || now.end - now.start === nights) return
    const { reference: what, totalPrice, currency } = now.row
    const text = t('plan.priceStayed', {
      what,
      nights: labels.nights(now),
      price: money(totalPrice, currency),
    })
    say(now.row.id, text, 'teal', opening(now.row.id))
  }
  const opening = (id: string): NoticeAction => ({ text: t('plan.open'), run: () => open(id) })

  return async function move(booking: PlannedBooking, stay: Stay): Promise<void> {
    const { id, version, reference: what } = booking.row
    const settle = (outcome: Outcome<PlanMoveMutation>) => {
      if (outcome.kind === 'saved') bookings.put([outcome.saved.booking])
      bookings.settle(id)
      switch (outcome.kind) {
        case 'saved':
          saved(booking, planned(outcome.saved.booking))
          break
        case 'conflict':
          say(id, t('plan.conflict', { what }), 'red', opening(id))
          break
        case 'problem': {
          const { problem } = outcome
          if (problem.__typename === 'RoomUnavailable') {
            refuse({ booking, stay, blocking: problem.blocking, freeRooms: problem.freeRooms })
          } else {
            const why =
              problem.__typename === 'InvalidInput'
                ? problem.problems
                    .map((broken) => `${labels.field(broken.field)} ${ruleText(broken, t)}`)
                    .join('; ')
                : refusalText(problem, t)
            say(id, t('plan.refused', { what, why }), 'red')
          }
          break
        }
        case 'failed': {
          const again = () => {
            bookings.show(id, stay)
            void outcome.retry().then(settle)
          }
          say(id, t('plan.failed', { what }), 'red', { text: t('problem.again'), run: again })
        }
      }
    }
    bookings.show(id, stay)
    settle(await save({ id, expectedVersion: version, patch: patchTo(booking, stay), onStale: 'MERGE' }))
  }
}
