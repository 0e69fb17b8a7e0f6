import { useApolloClient } from '@apollo/client/react'

import type { Values } from '@/editing'
import { useNewRows } from '@/outbox'

import { cached } from './cached'
import type { CalledBy, DescribedNoun, News, NounRow } from './noun'

/** What new rows are called as long as the server has given them no name: after what it is of, as far as the page knows. */
export function useCalledNew<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
): (...news: News<Field>) => string {
  const client = useApolloClient()
  const newRow = useNewRows()
  const called: CalledBy = (other, id) => {
    const row = cached(client, other, String(id))
    return row ? other.called(row) : (newRow(other.name, String(id))?.entry.body.called ?? '')
  }
  return (...news) => noun.calledNew(news, called)
}
