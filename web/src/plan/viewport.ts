import type { DayNumber } from './days'

/** The widths of a day that can be chosen between, in pixels. */
export const ZOOMS = { narrow: 24, medium: 44, wide: 80 } as const
export type Zoom = keyof typeof ZOOMS

export const ROOM_WIDTH = 148
/** The row of months and the row of days. */
export const HEADER_HEIGHT = 64
/** Days before and after the day that the plan was opened at: how far it can be scrolled. A jump opens it anew. */
export const DAYS_BEFORE = 366
export const DAYS_AFTER = 731
/** Bookings are loaded in blocks of four weeks, which begin at the same days for everybody. */
export const BLOCK_DAYS = 28

/** From `first` and before `end`. */
export interface Span {
  first: number
  end: number
}

/** What of a list of `count` things is in view, in steps of `step`, so that little scrolling changes nothing. */
export function inView(offset: number, extent: number, size: number, count: number, step: number): Span {
  const first = Math.floor(offset / size / step) * step - step
  const end = Math.ceil((offset + extent) / size / step) * step + step
  return { first: clamp(first, 0, count), end: clamp(end, 0, count) }
}

/** The block that a day lies in, as its first day. */
export function blockOf(day: DayNumber): DayNumber {
  return Math.floor(day / BLOCK_DAYS) * BLOCK_DAYS
}

/** The blocks of days to be loaded for what is in view, with a margin, as their first days. */
export function blocksOf(days: Span, margin: number): DayNumber[] {
  const blocks: DayNumber[] = []
  for (let block = blockOf(days.first - margin); block < days.end + margin; block += BLOCK_DAYS)
    blocks.push(block)
  return blocks
}

/** From the left edge of the first day: an arrival is at noon of its day, and so is a departure. */
export function xOf(day: DayNumber, origin: DayNumber, dayWidth: number): number {
  return (day - origin + 0.5) * dayWidth
}

/** The day at a place: all of its column, also what lies before the noon at which a bar would begin. */
export function dayAt(x: number, origin: DayNumber, dayWidth: number): DayNumber {
  return origin + Math.floor(x / dayWidth)
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

/** Where to scroll to so that a span is in view: nowhere if it is, else as little as it takes. */
export function offsetToShow(span: Span, offset: number, extent: number): number {
  if (span.first < offset || span.end - span.first > extent) return span.first
  return Math.max(offset, span.end - extent)
}

export function sameSpan(a: Span, b: Span): boolean {
  return a.first === b.first && a.end === b.end
}
