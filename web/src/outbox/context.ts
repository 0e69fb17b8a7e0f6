import { type Entry, isOpenQuestion } from '@frontdesk/client/queue'
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react'

import type { Noun } from '@/gql/nouns'

import {
  type Creation,
  creationsOf,
  isCreation,
  isWaiting,
  type NewRow,
  patchesOf,
  rowsOf,
  type Waiting,
} from './entry'
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

/** Whether something of the row waits to be saved, or somebody has to choose first. */
export function useStanding(row: string): 'waits' | 'asks' | undefined {
  const outbox = useOutbox()
  return useSyncExternalStore(outbox.on, () => {
    const entries = outbox.entries.filter((entry) => rowsOf(entry).includes(row))
    if (entries.some(isWaiting)) return 'waits'
    return entries.some((entry) => isCreation(entry) && isOpenQuestion(entry)) ? 'asks' : undefined
  })
}

/** The new rows of a noun that are not made yet, the last first. */
export function useCreations(noun: Noun): readonly Entry<Creation>[] {
  const entries = useEntries()
  return useMemo(() => creationsOf(entries, noun), [entries, noun])
}

interface NewRowFound {
  entry: Entry<Creation>
  row: NewRow
}

/** Finds rows that are not made yet, also one that was kept since this was called. */
export function useNewRows(): (noun: Noun, id: string) => NewRowFound | undefined {
  const outbox = useOutbox()
  // What it finds is shown: anew whenever something has changed.
  useEntries()
  return (noun, id) => {
    for (const entry of creationsOf(outbox.entries, noun)) {
      const row = entry.body.rows.find((one) => one.id === id)
      if (row) return { entry, row }
    }
    return undefined
  }
}

/** The row, where it is not made yet. */
export function useNewRow(noun: Noun, id: string): NewRowFound | undefined {
  return useNewRows()(noun, id)
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
