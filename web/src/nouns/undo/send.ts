import {
  type Executor,
  type FormState,
  type InputOf,
  open,
  type Outcome,
  reduce,
  type Request,
  type TypedDocument,
  type Value,
  type Values,
  write,
} from '@frontdesk/client'

import { type Answer, answerOf, type Written } from '@/editing/answer'
import { sendable } from '../fields'
import { type Deleted, type DescribedNoun, type NounRow, restoring, rowOf } from '../noun'
import { reading } from '../reading'

import type { Inverse, Own } from './own'

/** What came of an undo. */
export type Undone<Field extends string> =
  | { kind: 'saved'; mergedFields: readonly string[] }
  | Exclude<Answer<Field>, { kind: 'saved' | 'failed' }>
  | { kind: 'failed'; retry: () => Promise<Undone<Field>> }

/** Sends what undoes a write: on the version that the write made, so that nobody is overwritten unseen. */
export async function sendInverse<Field extends string, Shown extends NounRow & Values<Field>>(
  executor: Executor,
  { noun, done }: Own<Field, Shown>,
  { row: id, base: expectedVersion, patch, body }: Inverse<Field>,
): Promise<Undone<Field>> {
  if (body === 'remove') return removed(await send(executor, noun.remove, { id, expectedVersion }))
  if (body === 'add' && done.kind === 'deleted') {
    const input = { id, ...sendable(noun, done.values), ...restoring(noun, done.row) }
    return answerOf(await send(executor, noun.add, input), reading(noun))
  }
  return sendPatch(executor, noun, id, { expectedVersion, patch: patch ?? {} })
}

/** Merged with what others changed, where it does not touch. */
export async function sendPatch<Field extends string, Shown extends NounRow & Values<Field>>(
  executor: Executor,
  noun: DescribedNoun<Field, Shown>,
  id: string,
  { expectedVersion, patch }: Request<Field>,
): Promise<Undone<Field>> {
  const input = { id, expectedVersion, patch: sendable(noun, patch), onStale: 'MERGE' }
  return answerOf(await send(executor, noun.edit, input), reading(noun))
}

/** A form in which the undo is what the reader typed, and which has just collided. */
export function collided<Field extends string, Shown extends NounRow & Values<Field>>(
  { noun, row }: Own<Field, Shown>,
  { patch }: Inverse<Field>,
  { row: current, fields }: Extract<Answer<Field>, { kind: 'conflict' }>,
): FormState<Field> {
  const edits = Object.entries<Value | undefined>(patch ?? {}) as [Field, Value][]
  const typed = edits.reduce(
    (state, [field, value]) => reduce(state, { type: 'edit', field, value }),
    open(noun.form, rowOf(noun, row)),
  )
  return reduce(typed, { type: 'conflicted', row: current, fields })
}

function send<TData, TVariables>(
  executor: Executor,
  document: TypedDocument<TData, TVariables>,
  input: object,
): Promise<Outcome<TData>> {
  return write(executor, document, input as InputOf<TVariables>)
}

type Removal = Outcome<Written<Deleted>>

function removed<Field extends string>(outcome: Removal): Undone<Field> {
  switch (outcome.kind) {
    case 'saved':
      return { kind: 'saved', mergedFields: [] }
    case 'conflict':
      return { kind: 'problem', problem: outcome.conflict }
    case 'problem':
      return { kind: 'problem', problem: outcome.problem }
    case 'failed':
      return { kind: 'failed', retry: async () => removed<Field>(await outcome.retry()) }
  }
}
