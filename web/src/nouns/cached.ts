import type { ApolloClient } from '@apollo/client'
import { Kind } from 'graphql'

import type { Values } from '@/editing'

import type { DescribedNoun, NounRow } from './noun'

/** A row as a list or a dialog has read it last. */
export function cached<Field extends string, Shown extends NounRow & Values<Field>>(
  client: ApolloClient,
  noun: DescribedNoun<Field, Shown>,
  id: string,
): Shown | undefined {
  const definitions = noun.byId.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  const row: unknown = client.readFragment({
    id: `${noun.name}:${id}`,
    fragment: { kind: Kind.DOCUMENT, definitions },
    fragmentName: `${noun.name}Row`,
  })
  return (row as Shown | null) ?? undefined
}
