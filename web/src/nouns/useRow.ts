import { useQuery } from '@apollo/client/react'

import { useFormerName, useLastKnown, type Values } from '@/editing'
import { useWithWaiting } from '@/outbox'

import type { DescribedNoun, NounRow } from './noun'

interface RowRead<Shown> {
  /** As it is now, or was last. */
  row: Shown | undefined
  /** Read, and found to be there no more. */
  gone: boolean
  /** Whether there is something to show: not yet, or not at all. */
  is: 'here' | 'coming' | 'missing'
  /** What it is called, or was. */
  called: string | undefined
}

/** A row as it is, and where it is deleted, as it was. */
export function useRow<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  id: string,
): RowRead<Shown> {
  const { data, error } = useQuery(noun.byId, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  const known = useLastKnown(data?.row)
  const withWaiting = useWithWaiting(noun.name)
  const row = known && withWaiting(known)
  const gone = data?.row === null
  const former = useFormerName(gone && !row ? id : undefined)
  return {
    row,
    gone,
    is: row || gone ? 'here' : data || error ? 'missing' : 'coming',
    called: row ? noun.called(row) : former,
  }
}
