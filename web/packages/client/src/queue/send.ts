import { codeOf, errorsOf } from '../core/errors.js'
import type { Executor, TypedDocument } from '../core/executor.js'
import { outcomeOf, type SavedOf } from '../core/write.js'
import type { Outcome } from './entry.js'

/** Codes of answers that say nothing of the write: under the same name it may be sent again. */
const UNANSWERED: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'UNCONFIRMED', 'TIMEOUT', 'RATE_LIMITED'])

/**
 * What `send` has to do for a queue: sends a versioned mutation once, with the entry's `mutationId` in its variables, and
 * says what came of it. `versionOf` tells which version the write made: that of the row it answered, unless the write
 * is sent again. `detail` is the `Conflict`, the `Problem` or the errors, as answered.
 */
export async function sendOnce<TData, TVariables>(
  executor: Executor,
  document: TypedDocument<TData, TVariables>,
  variables: TVariables,
  versionOf: (saved: SavedOf<TData>) => number | undefined | Promise<number | undefined>,
): Promise<Outcome> {
  let data: TData
  try {
    data = await executor.execute(document, variables, { withoutSession: true })
  } catch (error) {
    return failureOf(error)
  }
  const outcome = outcomeOf(data)
  switch (outcome.kind) {
    case 'saved': {
      const { mergedFields, saved } = outcome
      return { kind: 'saved', version: await versionOf(saved), mergedFields }
    }
    case 'conflict': {
      const detail: object = outcome.conflict
      const { currentVersion } = detail as { currentVersion: number }
      return { kind: 'conflict', currentVersion, detail }
    }
    case 'problem':
      return { kind: 'refused', detail: outcome.problem }
  }
}

function failureOf(error: unknown): Outcome {
  const errors = errorsOf(error)
  const [first] = errors
  if (!first) return { kind: 'unanswered' }
  const code = codeOf(first)
  if (code === 'UNAUTHENTICATED') return { kind: 'signedOut' }
  if (UNANSWERED.has(code)) return { kind: 'unanswered' }
  // In plain values, which a storage can keep.
  const detail = { message: first.message, code }
  return code === undefined || code === 'INTERNAL' ? { kind: 'mistake', detail } : { kind: 'refused', detail }
}
