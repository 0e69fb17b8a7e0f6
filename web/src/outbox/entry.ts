import type { Entry, State } from '@frontdesk/client/queue'
import type { Value } from '@frontdesk/client'

import type { FieldProblem, Refused } from '@/editing'
import type { Noun } from '@/gql/nouns'

/** What a write sets, as the server takes it, and of what: so much is said of it in the tray. */
export interface Body {
  noun: Noun
  /** What the row is called: "B-1042". */
  called: string
  patch: Readonly<Record<string, Value>>
}

export type Waiting = Entry<Body>

/** Why nothing was written: an end that the schema names, or a refusal of the request as a whole. */
export interface Why {
  end: Refused['__typename'] | undefined
  message: string
  problems?: readonly FieldProblem[]
}
/** A conflict as it is kept until somebody chooses. */
export type Conflicting = Pick<Extract<Refused, { __typename: 'Conflict' }>, 'current' | 'fields'>

/** Whether it is going to be written without anybody's doing: then it is shown as if it were. */
export function isWaiting({ state }: { state: State }): boolean {
  return state.at === 'waiting' || state.at === 'sending'
}

/** What waits to be set in each row of a noun, the later over the earlier. */
export function patchesOf(entries: readonly Waiting[], noun: Noun): ReadonlyMap<string, Body['patch']> {
  const patches = new Map<string, Body['patch']>()
  for (const { row, body, ...entry } of entries) {
    if (body.noun === noun && isWaiting(entry)) patches.set(row, { ...patches.get(row), ...body.patch })
  }
  return patches
}
