import { useSyncExternalStore } from 'react'

import { eraseKept, isKeeping, setKeeping } from './store'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Whether what is shown is kept on this device, and how to switch that. Switched off, nothing of it is left. */
export function useKeeping(): [keeping: boolean, set: (on: boolean) => void] {
  const keeping = useSyncExternalStore(subscribe, isKeeping)
  const set = (on: boolean) => {
    setKeeping(on)
    if (!on) void eraseKept().catch(() => undefined)
    for (const listener of listeners) listener()
  }
  return [keeping, set]
}
