import type { Outcome } from '@frontdesk/client'
import type { Noun } from '@/gql/nouns'

import type { Author, FieldConflict, Row, Value } from '@frontdesk/client'
import type { FieldProblem, Refused } from './problems'

/** What a form makes of the outcome of its write. */
export type Answer<Field extends string> =
  | { kind: 'saved'; row: Row<Field>; mergedFields: readonly string[] }
  | { kind: 'conflict'; row: Row<Field>; fields: readonly FieldConflict<Field>[] }
  | { kind: 'deleted'; author: Author }
  | { kind: 'invalid'; problems: readonly FieldProblem[] }
  | { kind: 'problem'; problem: Refused }
  | { kind: 'failed'; retry: () => Promise<Answer<Field>> }

/** The same of a write that may be kept until it can be made. */
export type Ending<Field extends string> =
  | Exclude<Answer<Field>, { kind: 'failed' }>
  | { kind: 'kept' }
  | { kind: 'failed'; retry: () => Promise<Ending<Field>> }

/** What a mutation answers, in its only field. */
export type Written<Success> = Record<string, Success | Refused | null>
/** `row` stands for the row under whatever name the schema has it. */
export interface Saved<Shown> {
  __typename: `${Noun}Saved`
  mergedFields: readonly string[]
  row: Shown
}

type Conflicting = Extract<Refused, { __typename: 'Conflict' }>['current']

export function answerOf<Shown, Field extends string>(
  outcome: Outcome<Written<Saved<Shown>>>,
  rowOf: (row: Shown | Conflicting) => Row<Field>,
): Answer<Field> {
  switch (outcome.kind) {
    case 'saved':
      return { kind: 'saved', row: rowOf(outcome.saved.row), mergedFields: outcome.mergedFields }
    case 'conflict': {
      const { fields, current } = outcome.conflict
      return {
        kind: 'conflict',
        row: rowOf(current),
        fields: collisionsOf(fields),
      }
    }
    case 'failed':
      return { kind: 'failed', retry: async () => answerOf(await outcome.retry(), rowOf) }
    case 'problem':
      return problemOf(outcome.problem)
  }
}

type Collision = Pick<
  Extract<Refused, { __typename: 'Conflict' }>['fields'][number],
  'field' | 'base' | 'changedBy' | 'changedAt'
>

/** What collided, and who changed it meanwhile. */
export function collisionsOf<Field extends string>(fields: readonly Collision[]): FieldConflict<Field>[] {
  return fields.map(({ field, base, changedBy, changedAt }) => ({
    field: field as Field,
    base: base as Value,
    author: changedBy && changedAt ? { name: changedBy.name, at: changedAt } : undefined,
  }))
}

function problemOf<Field extends string>(problem: Refused): Answer<Field> {
  switch (problem.__typename) {
    case 'AlreadyDeleted':
      return { kind: 'deleted', author: { name: problem.deletedBy.name, at: problem.deletedAt } }
    case 'InvalidInput':
      return { kind: 'invalid', problems: problem.problems }
    default:
      return { kind: 'problem', problem }
  }
}
