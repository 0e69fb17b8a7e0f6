import type { DayNumber } from './days'
import type { Stay } from './stay'

export interface Lane {
  /** Which of the lanes, from the top. */
  lane: number
}

/**
 * Lays out the stays in one room, sorted by their beginning, so that none covers another: each in the topmost lane
 * that is free. Only inquiries have nights in common with others.
 */
export function layOut<T extends Pick<Stay, 'start' | 'end'>>(stays: readonly T[]): (T & Lane)[] {
  /** Until when each lane is taken. */
  const taken: number[] = []
  return stays.map((stay) => {
    const free = taken.findIndex((end) => end <= stay.start)
    const lane = free === -1 ? taken.length : free
    taken[lane] = stay.end
    return { ...stay, lane }
  })
}

/** How many lanes are needed for what reaches into the days from `first` and before `end`, one at least. */
export function lanesWithin(
  laid: readonly (Pick<Stay, 'start' | 'end'> & Lane)[],
  first: DayNumber,
  end: DayNumber,
): number {
  return laid.reduce(
    (lanes, stay) => (reachesInto(stay, first, end) ? Math.max(lanes, stay.lane + 1) : lanes),
    1,
  )
}

/** Whether any of it is seen there: a departure is on its day, too. */
export function reachesInto(
  { start, end: departure }: Pick<Stay, 'start' | 'end'>,
  first: DayNumber,
  end: DayNumber,
): boolean {
  return start < end && departure >= first
}
