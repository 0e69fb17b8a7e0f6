import type { ConflictOf, Outcome, ProblemOf, SavedOf } from '@/frontdesk'
import type { ConflictShownFragment, DeletedShownFragment, InvalidShownFragment } from '@/gql/graphql'

import type { Author, FieldConflict, Row, Value } from './model'
import type { FieldProblem, Refused } from './problems'

/** What a form makes of the outcome of its write. */
export type Answer<Field extends string, Problem extends Refused = Refused> =
  | { kind: 'saved'; row: Row<Field>; mergedFields: readonly string[] }
  | { kind: 'conflict'; row: Row<Field>; fields: readonly FieldConflict<Field>[] }
  | { kind: 'deleted'; author: Author }
  | { kind: 'invalid'; problems: readonly FieldProblem[] }
  | { kind: 'problem'; problem: Problem }
  | { kind: 'failed'; retry: () => Promise<Answer<Field, Problem>> }

interface Rows<TData, Field extends string> {
  saved: (saved: SavedOf<TData>) => Row<Field>
  current: (conflict: ConflictOf<TData>) => Row<Field>
}

export function answerOf<TData, Field extends string>(
  outcome: Outcome<TData>,
  rows: Rows<TData, Field>,
): Answer<Field, ProblemOf<TData>> {
  switch (outcome.kind) {
    case 'saved':
      return { kind: 'saved', row: rows.saved(outcome.saved), mergedFields: outcome.mergedFields }
    case 'conflict': {
      const { fields } = outcome.conflict as unknown as ConflictShownFragment
      return {
        kind: 'conflict',
        row: rows.current(outcome.conflict),
        fields: fields.map(({ field, base, changedBy, changedAt }) => ({
          field: field as Field,
          base: base as Value,
          author: changedBy && changedAt ? { name: changedBy.name, at: changedAt } : undefined,
        })),
      }
    }
    case 'failed':
      return { kind: 'failed', retry: async () => answerOf(await outcome.retry(), rows) }
    case 'problem':
      return problemOf(outcome.problem)
  }
}

function problemOf<Field extends string, Problem extends Refused>(problem: Problem): Answer<Field, Problem> {
  const known = problem as
    DeletedShownFragment | InvalidShownFragment | { __typename: 'other'; message: string }
  switch (known.__typename) {
    case 'AlreadyDeleted':
      return { kind: 'deleted', author: { name: known.deletedBy.name, at: known.deletedAt } }
    case 'InvalidInput':
      return { kind: 'invalid', problems: known.problems }
    default:
      return { kind: 'problem', problem }
  }
}
