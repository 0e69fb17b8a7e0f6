import { useApolloClient, useQuery } from '@apollo/client/react'

import { useLastShown } from '@/kept'
import { useFormerName, useLastKnown, type Values } from '@/editing'
import { useWithWaiting } from '@/outbox'

import { cached } from './cached'
import { type DescribedNoun, isOf, type NounRow } from './noun'

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
  const lastShown = useLastShownRow(noun)
  const known = useLastKnown(data?.row ?? (error ? lastShown(id) : undefined))
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

/** A row as a list or the plan showed it last: nobody has opened it yet, and the server does not answer. */
function useLastShownRow<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
): (id: string) => Shown | undefined {
  const client = useApolloClient()
  const shown = useLastShown()
  return (id) => {
    const planned = (shown.plan() as readonly NounRow[]).find((row) => row.id === id)
    if (planned && isOf<Shown>(noun, planned)) return planned
    return cached(client, noun, id)
  }
}
