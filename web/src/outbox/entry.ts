import { type Entry, isOpenQuestion, isSettled, type State } from '@frontdesk/client/queue'
import type { Value } from '@frontdesk/client'

import type { FieldProblem, Refused } from '@/editing'
import type { Noun } from '@/gql/nouns'

/** What is written, and what it is called: so much is said of it in the tray. */
interface Named {
  noun: Noun
  /** "B-1042"; of what is still to be made, what tells it from others: "Carla Rossi, 12". */
  called: string
}
/** What a write sets in a row that is there, as the server takes it. */
export interface Edit extends Named {
  patch: Readonly<Record<string, Value>>
}
/** A row that is still to be made, under the id that was made for it. */
export type NewRow = Readonly<Record<string, Value>> & { readonly id: string }
/** New rows, of which all are made or none. */
export interface Creation extends Named {
  rows: readonly [NewRow, ...NewRow[]]
}
export type Body = Edit | Creation

export type Waiting = Entry<Body>

export function isEdit(entry: Waiting): entry is Entry<Edit> {
  return 'patch' in entry.body
}

export function isCreation(entry: Waiting): entry is Entry<Creation> {
  return 'rows' in entry.body
}

/** Why nothing was written: an end that the schema names, or a refusal of the request as a whole. */
export interface Why {
  end: Refused['__typename'] | undefined
  message: string
  problems?: readonly FieldProblem[]
  /** Which of several rows it is about: its place, from 0. */
  place?: number
}
/** A conflict as it is kept until somebody chooses. */
export type Conflicting = Pick<Extract<Refused, { __typename: 'Conflict' }>, 'current' | 'fields'>

/** The row that has to be another before the write can succeed: the first, where nothing tells. */
export function rowAsked({ body, row, state }: Waiting): string {
  const why = state.at === 'ended' && state.end.as === 'refused' ? (state.end.detail as Why) : undefined
  return ('rows' in body ? body.rows[why?.place ?? 0]?.id : undefined) ?? row
}

/** The rows that it writes. */
export function rowsOf({ body, row }: Waiting): readonly string[] {
  return 'rows' in body ? body.rows.map(({ id }) => id) : [row]
}

/** Whether it is going to be written without anybody's doing: then it is shown as if it were. */
export function isWaiting({ state }: { state: State }): boolean {
  return state.at === 'waiting' || state.at === 'sending'
}

/** What waits to be set in each row of a noun, the later over the earlier. */
export function patchesOf(entries: readonly Waiting[], noun: Noun): ReadonlyMap<string, Edit['patch']> {
  const patches = new Map<string, Edit['patch']>()
  for (const { row, body, ...entry } of entries) {
    if (!('patch' in body) || body.noun !== noun || !isWaiting(entry)) continue
    patches.set(row, { ...patches.get(row), ...body.patch })
  }
  return patches
}

/** The new rows of a noun that are not made yet, the last first: those that wait, and those that ask for a choice. */
export function creationsOf(entries: readonly Waiting[], noun: Noun): Entry<Creation>[] {
  return entries
    .filter(isCreation)
    .filter((entry) => entry.body.noun === noun && !isSettled(entry))
    .toReversed()
}

/** Whether it waits for somebody's choice about an earlier one, of its row or of one that it names. */
export function isHeld({ needs = [], place, row }: Waiting, entries: readonly Waiting[]): boolean {
  const rows = [row, ...needs]
  return entries.some((other) => other.place < place && rows.includes(other.row) && isOpenQuestion(other))
}
