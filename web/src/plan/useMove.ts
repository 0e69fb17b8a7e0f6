import { bookingNoun } from '@/bookings/noun'
import { refusalText, ruleText } from '@/editing/problems'
import { type Outcome } from '@frontdesk/client'
import {
  type BookingRowFragment,
  PlanMoveDocument,
  type PlanMoveMutation,
  type RoomRowFragment,
} from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useOffers } from '@/offers/context'
import { type Kept, useOutbox } from '@/outbox'
import { notice, type NoticeAction } from '@/ui/notice'
import { useNote } from '@/nouns/undo/context'
import { updated } from '@/nouns/undo/own'

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
  const note = useNote()
  const outbox = useOutbox()

  const say = (bookingId: string, message: string, action?: NoticeAction) =>
    notice({ id: `plan-${bookingId}`, color: 'red', message, action })
  const saved = (before: PlannedBooking, now: PlannedBooking, patch: ReturnType<typeof patchTo>) => {
    const room = (roomId: string) => rooms.find(({ id }) => id === roomId)
    const nights = before.end - before.start
    const offered = offers.propose(
      { nights, room: room(before.roomId) },
      { booking: now.row, room: room(now.roomId) },
    )
    const { reference: what, totalPrice, currency } = now.row
    const stayed = { what, nights: labels.nights(now), price: money(totalPrice, currency) }
    const said = offered || now.end - now.start === nights ? undefined : t('plan.priceStayed', stayed)
    note({ ...updated(bookingNoun, patch, before.row, now.row), said })
  }
  const opening = (id: string): NoticeAction => ({ text: t('plan.open'), run: () => open(id) })

  return async function move(booking: PlannedBooking, stay: Stay): Promise<void> {
    const { id, version, reference: what } = booking.row
    const patch = patchTo(booking, stay)
    const settle = (outcome: Outcome<PlanMoveMutation> | Kept) => {
      if (outcome.kind === 'saved') bookings.put([outcome.saved.booking])
      bookings.settle(id)
      switch (outcome.kind) {
        case 'saved':
          saved(booking, planned(outcome.saved.booking), patch)
          break
        case 'kept':
          notice({ id: `plan-${id}`, color: 'teal', message: t('outbox.kept') })
          break
        case 'conflict':
          say(id, t('plan.conflict', { what }), opening(id))
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
            say(id, t('plan.refused', { what, why }))
          }
          break
        }
        case 'failed': {
          const again = () => {
            bookings.show(id, stay)
            void outcome.retry().then(settle)
          }
          say(id, t('plan.failed', { what }), { text: t('problem.again'), run: again })
        }
      }
    }
    bookings.show(id, stay)
    const input = { id, expectedVersion: version, patch, onStale: 'MERGE' } as const
    settle(await outbox.save(PlanMoveDocument, { noun: 'Booking', called: what }, input))
  }
}
