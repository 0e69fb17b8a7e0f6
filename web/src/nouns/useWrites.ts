import { type Answer, answerOf } from '@/editing/answer'
import type { Request, Values } from '@frontdesk/client'
import { useVersionedMutation } from '@frontdesk/client/react'
import type { OnStale } from '@/gql/graphql'

import { sendable } from './fields'
import { type DescribedNoun, isOf, type NounRow, rowOf } from './noun'

/** Saves edits of a row, merged with others' where they don't touch. */
export function useEdit<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  id: string,
  onStale: OnStale = 'MERGE',
): (request: Request<Field>) => Promise<Answer<Field>> {
  const { save } = useVersionedMutation(noun.edit)
  return async ({ expectedVersion, patch }) => {
    const input = { id, expectedVersion, patch: sendable(noun, patch), onStale }
    return answerOf(await save(input as Parameters<typeof save>[0]), reading(noun))
  }
}

/** Makes a row, under an id that was made for it. */
export function useAdd<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
): (id: string, values: Values<Field>) => Promise<Answer<Field>> {
  const { save } = useVersionedMutation(noun.add)
  return async (id, values) => {
    const input = { id, ...sendable(noun, values) }
    return answerOf(await save(input as Parameters<typeof save>[0]), reading(noun))
  }
}

/** How a form reads the rows that an outcome has. */
function reading<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
) {
  return (row: NounRow) => {
    if (!isOf<Shown>(noun, row))
      throw new TypeError(`a ${noun.name} was written, and a ${row.__typename} answered`)
    return rowOf(noun, row)
  }
}
