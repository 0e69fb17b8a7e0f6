import { isCancellable, stepOf } from '@/bookings/step'
import type { BookingRowFragment, BookingStatus } from '@/gql/graphql'

/** The statuses that several bookings are given at once. */
export const GROUP_STEPS = ['CONFIRMED', 'CHECKED_IN', 'CHECKED_OUT', 'CANCELLED'] as const
export type GroupStep = (typeof GROUP_STEPS)[number]

/** Those that all of the bookings can be given on this day; whether it is allowed, the server decides. */
export function groupSteps(rows: readonly BookingRowFragment[], today: string): GroupStep[] {
  return GROUP_STEPS.filter((to) => rows.length > 0 && rows.every((row) => canBecome(row, to, today)))
}

function canBecome(row: BookingRowFragment, to: GroupStep, today: string): boolean {
  const from: BookingStatus = row.status
  switch (to) {
    case 'CONFIRMED':
      return from === 'INQUIRY'
    case 'CHECKED_IN':
      return from === 'CONFIRMED' && stepOf(row, today)?.to === to
    case 'CHECKED_OUT':
      return from === 'CHECKED_IN'
    case 'CANCELLED':
      return isCancellable(row)
  }
}
