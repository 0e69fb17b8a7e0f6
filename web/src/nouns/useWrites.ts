import { type Answer, answerOf, type Saved, type Written } from '@/editing/answer'
import type { Outcome, Request, Values } from '@frontdesk/client'
import { useVersionedMutation } from '@frontdesk/client/react'
import type { OnStale } from '@/gql/graphql'
import { type Kept, useOutbox } from '@/outbox'

import { sendable } from './fields'
import { type DescribedNoun, type NounRow, restoring } from './noun'
import { reading } from './reading'
import { useNote } from './undo/context'
import { updated, whole } from './undo/own'
import { useCalledNew } from './useCalledNew'

/**
 * Saves edits of rows, merged with others' where they don't touch. `now` is the row as it is on the screen: what the
 * edit is undone to.
 */
export function useEdits<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  onStale: OnStale = 'MERGE',
): (id: string, now: Shown | undefined, request: Request<Field>) => Promise<Answer<Field>> {
  const { save } = useVersionedMutation(noun.edit)
  const note = useNote()
  return async (id, now, { expectedVersion, patch }) => {
    const input = { id, expectedVersion, patch: sendable(noun, patch), onStale }
    const outcome = noting(await save(input as Parameters<typeof save>[0]), (row) => {
      // What is older than the edit tells nothing of what was there before it.
      if (now && now.version >= expectedVersion) note(updated(noun, patch, now, row))
    })
    return answerOf(outcome, reading(noun))
  }
}

/** The same for one row. */
export function useEdit<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  id: string,
  now: Shown | undefined,
  onStale?: OnStale,
): (request: Request<Field>) => Promise<Answer<Field>> {
  const edit = useEdits(noun, onStale)
  return (request) => edit(id, now, request)
}

/** The same as `useEdits`, kept where the server is away, until it is back. */
export function useKeptEdits<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
): (id: string, now: Shown, request: Request<Field>) => Promise<Answer<Field> | Kept> {
  const outbox = useOutbox()
  const note = useNote()
  return async (id, now, { expectedVersion, patch }) => {
    const input = { id, expectedVersion, patch: sendable(noun, patch), onStale: 'MERGE' } as const
    const saved = await outbox.save(noun.edit, { noun: noun.name, called: noun.called(now) }, input)
    if (saved.kind === 'kept') return saved
    const outcome = noting(saved, (row) => {
      if (now.version >= expectedVersion) note(updated(noun, patch, now, row))
    })
    return answerOf(outcome, reading(noun))
  }
}

/** The same for one row. */
export function useKeptEdit<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  id: string,
  now: Shown,
): (request: Request<Field>) => Promise<Answer<Field> | Kept> {
  const edit = useKeptEdits(noun)
  return (request) => edit(id, now, request)
}

/** Makes a row, under an id that was made for it; `former` is a deleted one whose place it takes. */
export function useAdd<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
): (id: string, values: Values<Field>, former?: string) => Promise<Answer<Field>> {
  const { save } = useVersionedMutation(noun.add)
  const note = useNote()
  return async (id, values, former) => {
    const input = { id, ...sendable(noun, values), ...restoring(noun, former) }
    const outcome = noting(await save(input as Parameters<typeof save>[0]), (row) =>
      note(whole('created', noun, row)),
    )
    return answerOf(outcome, reading(noun))
  }
}

/** The same as `useAdd`, kept where the server is away, until it is back. */
export function useKeptAdd<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
): (id: string, values: Values<Field>) => Promise<Answer<Field> | Kept> {
  const outbox = useOutbox()
  const note = useNote()
  const calledNew = useCalledNew(noun)
  return async (id, values) => {
    const saving = { noun: noun.name, called: calledNew(values) }
    const made = await outbox.create(noun.add, saving, [{ ...sendable(noun, values), id }])
    if (made.kind === 'kept') return made
    const outcome = noting(made, (row) => note(whole('created', noun, row)))
    return answerOf(outcome, reading(noun))
  }
}

/** Notes what is saved, also where it takes more than one try. */
function noting<Shown>(
  outcome: Outcome<Written<Saved<Shown>>>,
  note: (row: Shown) => void,
): Outcome<Written<Saved<Shown>>> {
  if (outcome.kind === 'saved') note(outcome.saved.row)
  if (outcome.kind !== 'failed') return outcome
  return { ...outcome, retry: async () => noting(await outcome.retry(), note) }
}
