import type { DayNumber } from './days'
import type { PlannedBooking } from './stay'

/** What a booking on the plan waits for, on the hotel's own day: in the order in which a stay goes. */
export const DUES = ['inquiry', 'later', 'arrives', 'late', 'inHouse', 'leaves', 'overstays', 'done'] as const
export type Due = (typeof DUES)[number]

/** None where the plan does not show it: it was called off, or nobody came. */
export function dueOf({ row, start, end }: PlannedBooking, today: DayNumber): Due | undefined {
  switch (row.status) {
    case 'INQUIRY':
      return 'inquiry'
    case 'CONFIRMED':
      return relativeTo(today, start, ['late', 'arrives', 'later'])
    case 'CHECKED_IN':
      return relativeTo(today, end, ['overstays', 'leaves', 'inHouse'])
    case 'CHECKED_OUT':
      return 'done'
    case 'CANCELLED':
    case 'NO_SHOW':
      return undefined
  }
}

/** Whether somebody has to do something about it today: the other words say no more than the status does. */
export function isUrgent(due: Due): boolean {
  return due === 'arrives' || due === 'late' || due === 'leaves' || due === 'overstays'
}

function relativeTo(today: DayNumber, day: DayNumber, [before, on, after]: readonly [Due, Due, Due]): Due {
  if (day === today) return on
  return day < today ? before : after
}
