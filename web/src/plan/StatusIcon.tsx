import type { BookingStatus } from '@/gql/graphql'

/** One sign for each status, so that it can be told without its colour. */
const SHAPES: Record<BookingStatus, string> = {
  INQUIRY: 'M5.2 5.6a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.9-1.2 1.8M8 12.6v.1',
  CONFIRMED: 'M3.2 8.4l3.2 3.2 6.4-7',
  CHECKED_IN: 'M2.4 8L8 3l5.6 5M4 7v6h8V7',
  CHECKED_OUT: 'M3 8h9M8.6 4.2L12.4 8l-3.8 3.8',
  CANCELLED: 'M4 4l8 8M12 4l-8 8',
  NO_SHOW: 'M3 8h10',
}

/** A clock, in place of the sign of a booking whose guest should have come. */
const OVERDUE = 'M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 0 0 0-10.4M8 5.2v3l2.1 1.5'

export function StatusIcon({ status, overdue = false }: { status: BookingStatus; overdue?: boolean }) {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden focusable="false" style={{ flex: 'none' }}>
      <path
        d={overdue ? OVERDUE : SHAPES[status]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
