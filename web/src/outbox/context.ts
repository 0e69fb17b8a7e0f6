import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react'

import type { Noun } from '@/gql/nouns'

import type { Waiting } from './entry'
import { isWaiting, patchesOf } from './entry'
import type { Outbox } from './Outbox'

export const OutboxContext = createContext<Outbox | undefined>(undefined)

export function useOutbox(): Outbox {
  const outbox = use(OutboxContext)
  if (!outbox) throw new Error('useOutbox is used outside of OutboxProvider')
  return outbox
}

/** All writes that are not forgotten, as they stand. */
export function useEntries(): readonly Waiting[] {
  const outbox = useOutbox()
  return useSyncExternalStore(outbox.on, () => outbox.entries)
}

/** Whether something waits to be set in the row. */
export function useIsWaiting(row: string): boolean {
  const outbox = useOutbox()
  return useSyncExternalStore(outbox.on, () =>
    outbox.entries.some((entry) => entry.row === row && isWaiting(entry)),
  )
}

/** Shows a row with what waits to be set in it: a row in which nothing waits is the same object. */
export function useWithWaiting(noun: Noun): <Row extends { id: string }>(row: Row) => Row {
  const entries = useEntries()
  const patches = useMemo(() => patchesOf(entries, noun), [entries, noun])
  return useCallback(
    <Row extends { id: string }>(row: Row) => {
      const patch = patches.get(row.id)
      return patch ? { ...row, ...patch } : row
    },
    [patches],
  )
}
