import { useCallback, useSyncExternalStore } from 'react'

import type { Entry, Queue, QueueState } from '../queue/index.js'

/** What waits in a queue, and how what was sent has ended. */
export function useQueue<Body>(queue: Queue<Body>): {
  entries: readonly Entry<Body>[]
  state: QueueState
} {
  const subscribe = useCallback((changed: () => void) => queue.on(changed), [queue])
  const entries = useSyncExternalStore(subscribe, () => queue.entries)
  const state = useSyncExternalStore(subscribe, () => queue.state)
  return { entries, state }
}
