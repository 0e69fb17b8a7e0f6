import type { Stay } from './stay'

export interface Lane {
  /** Which of the lanes, from the top. */
  lane: number
  /** Among how many the height of the room is divided where this stay lies. */
  lanes: number
}

/**
 * Lays out the stays in one room, sorted by their beginning, so that none covers another: side by side where they
 * have nights in common, as inquiries may, and at full height elsewhere.
 */
export function layOut<T extends Pick<Stay, 'start' | 'end'>>(stays: readonly T[]): (T & Lane)[] {
  const placed: (T & Lane)[] = []
  /** Stays that hang together by overlaps: they share one number of lanes. */
  let cluster: (T & Lane)[] = []
  let clusterEnd = -Infinity
  /** Until when each lane of the cluster is taken. */
  let taken: number[] = []

  const close = () => {
    for (const stay of cluster) stay.lanes = taken.length
    cluster = []
    taken = []
  }
  for (const stay of stays) {
    if (stay.start >= clusterEnd) close()
    const free = taken.findIndex((end) => end <= stay.start)
    const lane = free === -1 ? taken.length : free
    taken[lane] = stay.end
    clusterEnd = Math.max(cluster.length ? clusterEnd : -Infinity, stay.end)
    const laid = { ...stay, lane, lanes: 1 }
    cluster.push(laid)
    placed.push(laid)
  }
  close()
  return placed
}
