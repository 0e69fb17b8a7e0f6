import { skipToken, useQuery } from '@apollo/client/react'

import {
  type BookingValuesFragment,
  type DeletedGuestsQuery,
  DeletedGuestsDocument,
  type DeletedRowFragment,
} from '@/gql/graphql'
import { useRefetchOn, useRetry } from '@/live'

type DeletedGuest = DeletedGuestsQuery['guests']['nodes'][number]

/** A booking that was deleted. */
export interface Gone {
  id: string
  values: BookingValuesFragment
  by: string
  at: string
}

/** Those of which it is known what they were. */
export function goneIn(rows: readonly DeletedRowFragment[]): Gone[] {
  return rows.flatMap(({ rowId: id, at, actor, before }) =>
    before?.__typename === 'BookingSnapshot' ? [{ id, at, by: actor.name, values: before }] : [],
  )
}

/** The guests of these who are still there. */
export function useGuestsOf(rows: readonly Gone[]): ReadonlyMap<string, DeletedGuest> | undefined {
  const ids = [...new Set(rows.map(({ values }) => values.guestId))].sort()
  const { data, error, refetch } = useQuery(
    DeletedGuestsDocument,
    ids.length > 0 ? { variables: { ids }, fetchPolicy: 'cache-and-network' } : skipToken,
  )
  useRetry(error, refetch)
  useRefetchOn(({ __typename }) => __typename === 'GuestChange' && ids.length > 0, refetch)
  return data && new Map(data.guests.nodes.map((guest) => [guest.id, guest]))
}
