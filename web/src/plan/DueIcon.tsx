import type { Due } from './due'

/** One sign for whatever is due, so that it can be told without its colour. */
const SHAPES: Record<Due, string> = {
  inquiry: 'M5.2 5.6a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.9-1.2 1.8M8 12.6v.1',
  later: 'M3.2 8.4l3.2 3.2 6.4-7',
  arrives: 'M2 8h7.4M6.4 5l3 3-3 3M13 3v10',
  late: 'M8 2.8a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 0 0 0-10.4M8 5.2v3l2.1 1.5',
  inHouse: 'M2.4 8L8 3l5.6 5M4 7v6h8V7',
  leaves: 'M3 3v10M6.4 8h7.4M10.8 5l3 3-3 3',
  overstays: 'M8 2.6v6.8M8 13v.1',
  done: 'M1.6 8.6l2.6 2.6 5.4-6.2M8.2 10.6l.8.8 5.4-6.4',
}

export function DueIcon({ due }: { due: Due }) {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden focusable="false" style={{ flex: 'none' }}>
      <path
        d={SHAPES[due]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
