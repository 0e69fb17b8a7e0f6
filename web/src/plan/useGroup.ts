import { type Outcome, type Value, write } from '@frontdesk/client'
import { useExecutor } from '@frontdesk/client/react'

import { type BookingField, bookingNoun } from '@/bookings/noun'
import { refusalText, ruleText } from '@/editing/problems'
import { PlanGroupDocument, type PlanGroupMutation } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { sendable } from '@/nouns/fields'
import { type SeveralUndone, useNoteSeveral } from '@/nouns/undo/context'
import { inverseOf, updated } from '@/nouns/undo/own'
import { isWaiting, useOutbox } from '@/outbox'
import { notice, type NoticeAction } from '@/ui/notice'

import { useLabels } from './labels'
import type { PlannedBookings } from './PlannedBookings'
import type { PlannedBooking, Stay } from './stay'

type Patch = Readonly<Partial<Record<BookingField, Value>>>
type End = Outcome<PlanGroupMutation>
type Problem = Extract<End, { kind: 'problem' }>['problem'] | Extract<End, { kind: 'conflict' }>['conflict']

/** What is to become of one of the bookings. */
export interface GroupUpdate {
  booking: PlannedBooking
  patch: Patch
  /** Where it is shown until the server has answered, where it is moved. */
  stay?: Stay
}

interface Options {
  bookings: PlannedBookings
  open: (bookingId: string) => void
}

/**
 * Changes several bookings as a whole, each on the version that is on the screen: all of them or none. Says which of
 * them is in the way, and takes all back by one undo. The queue for when the server is away keeps single bookings
 * only, so that without an answer a group is not kept, but said to be unknown.
 */
export function useGroup({ bookings, open }: Options) {
  const { t } = useI18n()
  const labels = useLabels()
  const executor = useExecutor()
  const outbox = useOutbox()
  const noteSeveral = useNoteSeveral()

  const say = (message: string, action?: NoticeAction) =>
    notice({ id: 'plan-group', color: 'red', message, action })
  const opening = (id: string | undefined): NoticeAction | undefined =>
    id === undefined ? undefined : { text: t('plan.open'), run: () => open(id) }
  const send = (inputs: readonly (GroupUpdate & { expectedVersion: number })[]): Promise<End> =>
    write(
      executor,
      PlanGroupDocument,
      inputs.map(({ booking, expectedVersion, patch }) => ({
        id: booking.row.id,
        expectedVersion,
        patch: sendable(bookingNoun, patch),
        onStale: 'MERGE' as const,
      })),
    )

  /** Why not, and because of which of them. */
  const whyNot = (problem: Problem, of: readonly GroupUpdate[]) => {
    const id = updateOf(problem)
    const what = of.find(({ booking }) => booking.row.id === id)?.booking.row.reference ?? ''
    return { id, why: [what, reason(problem)].filter(Boolean).join(': ') }
  }
  const reason = (problem: Problem): string => {
    switch (problem.__typename) {
      case 'RoomUnavailable': {
        const [holder] = problem.blocking
        return holder
          ? t('plan.taken', { what: holder.reference, guest: holder.guest.name })
          : refusalText(problem, t)
      }
      case 'InvalidInput': {
        const first = problem.problems.filter((broken) => broken.update?.id === updateOf(problem))
        return first.map((broken) => `${labels.field(broken.field)} ${ruleText(broken, t)}`).join('; ')
      }
      default:
        return refusalText(problem, t)
    }
  }

  /** Sets back what `updates` changed, where `saved` is what they made. */
  const undo = async (updates: readonly GroupUpdate[], saved: readonly PlannedBooking['row'][]) => {
    const back = updates.flatMap(({ booking, patch }, place) => {
      const row = saved[place]
      const inverse = row && inverseOf(updated(bookingNoun, patch, booking.row, row))
      return inverse ? [{ booking, patch: inverse.patch ?? {}, expectedVersion: inverse.base }] : []
    })
    const count = back.length
    const undone = (end: End): SeveralUndone => {
      switch (end.kind) {
        case 'saved':
          bookings.put(end.saved.bookings)
          return { kind: 'undone', said: t('plan.group.undone', { count }) }
        case 'conflict':
        case 'problem': {
          const { why } = whyNot(end.kind === 'conflict' ? end.conflict : end.problem, back)
          return { kind: 'refused', said: t('plan.group.notUndone', { count, why }) }
        }
        case 'failed':
          return {
            kind: 'failed',
            said: t('plan.group.undo.failed', { count }),
            retry: async () => undone(await end.retry()),
          }
      }
    }
    return undone(await send(back))
  }

  /** Says `said` once they are saved, and calls `onSaved` with their rows. */
  return async function change(
    updates: readonly GroupUpdate[],
    said: string,
    onSaved?: (rows: readonly PlannedBooking['row'][]) => void,
  ): Promise<void> {
    const count = updates.length
    const waits = updates.find(({ booking }) =>
      outbox.entries.some((entry) => entry.row === booking.row.id && isWaiting(entry)),
    )
    if (waits) {
      say(t('plan.group.waits', { count, what: waits.booking.row.reference }))
      return
    }
    const show = () => updates.forEach(({ booking, stay }) => stay && bookings.show(booking.row.id, stay))
    const settle = (end: End): void => {
      if (end.kind === 'saved') bookings.put(end.saved.bookings)
      for (const { booking } of updates) bookings.settle(booking.row.id)
      switch (end.kind) {
        case 'saved': {
          const { bookings: saved } = end.saved
          noteSeveral({ said, undo: () => undo(updates, saved) })
          onSaved?.(saved)
          break
        }
        case 'conflict':
        case 'problem': {
          const { id, why } = whyNot(end.kind === 'conflict' ? end.conflict : end.problem, updates)
          say(t('plan.group.refused', { count, why }), opening(id))
          break
        }
        case 'failed': {
          const again = () => {
            show()
            void end.retry().then(settle)
          }
          say(t('plan.group.failed', { count }), { text: t('problem.again'), run: again })
        }
      }
    }
    show()
    settle(await send(updates.map((one) => ({ ...one, expectedVersion: one.booking.row.version }))))
  }
}

function updateOf(problem: Problem): string | undefined {
  if (problem.__typename === 'InvalidInput') return problem.problems[0]?.update?.id
  return 'update' in problem ? problem.update?.id : undefined
}
