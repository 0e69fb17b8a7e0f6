import { useCallback, useMemo, useState } from 'react'

import { useI18n } from '@/i18n'
import { notice } from '@/ui/notice'

import type { PlannedBookings } from './PlannedBookings'
import { type PlannedBooking, SHOWN } from './stay'
import { usePlanned } from './usePlanned'

/** As many as the server changes as a whole. */
export const MOST_SELECTED = 50

/** Bookings that are moved or changed together. */
export interface Selection {
  /** As they are, in the order in which they were chosen; who is no longer on the plan has left. */
  bookings: readonly PlannedBooking[]
  has: (id: string) => boolean
  /** Whether a click or a tap chooses a bar rather than opens it. */
  choosing: boolean
  setChoosing: (choosing: boolean) => void
  toggle: (id: string) => void
  /** Adds those that `between` finds from the one that was chosen last. */
  extend: (to: string, between: (from: string, to: string) => readonly string[]) => void
  clear: () => void
}

export function useSelection(planned: PlannedBookings): Selection {
  const { t } = useI18n()
  const [choosing, setChoosing] = useState(false)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const read = useCallback(
    () =>
      chosen.flatMap((id) => {
        const booking = planned.get(id)
        return booking && SHOWN.includes(booking.row.status) ? [booking] : []
      }),
    [planned, chosen],
  )
  const bookings = usePlanned(planned, read)
  const ids = useMemo(() => new Set(bookings.map(({ row }) => row.id)), [bookings])

  const choose = (next: readonly string[]) => {
    if (next.length > MOST_SELECTED) {
      notice({ id: 'selection', color: 'red', message: t('plan.selection.full', { most: MOST_SELECTED }) })
    }
    setChosen(next.slice(0, MOST_SELECTED))
  }
  const clear = () => {
    setChosen([])
    setChoosing(false)
  }
  return {
    bookings,
    has: useCallback((id: string) => ids.has(id), [ids]),
    choosing,
    setChoosing: (on) => (on ? setChoosing(true) : clear()),
    toggle: (id) => choose(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id]),
    extend: (to, between) => {
      const from = [...ids].at(-1)
      const more = from === undefined ? [to] : between(from, to)
      // The one that was clicked is where the next range begins.
      choose([...new Set([...ids, ...more])].filter((id) => id !== to).concat(to))
    },
    clear,
  }
}
