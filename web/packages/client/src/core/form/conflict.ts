import { type Author, type FormState, isEdited, isSame, type Side, type Value } from './model.js'

/** A field of a conflict, as it is shown. */
export interface Entry<Field extends string> {
  field: Field
  base: Value
  /** What the reader typed; undefined where they left the field alone. */
  yours: Value | undefined
  theirs: Value
  author: Author | undefined
  choice: Side | undefined
  /** Others changed it once more since the reader chose. */
  again: boolean
}

/** Fields that are decided together, and the groups that couple them. */
export interface Cluster<Field extends string> {
  entries: readonly Entry<Field>[]
  groups: readonly (readonly Field[])[]
}

export function entriesOf<Field extends string>(state: FormState<Field>): Entry<Field>[] {
  const { conflict, noun, edits } = state
  if (!conflict) return []
  return noun.fields.flatMap((field) => {
    const found = conflict.fields.find((entry) => entry.field === field)
    if (!found) return []
    return {
      field,
      base: found.base,
      yours: isEdited(state, field) ? edits[field]?.value : undefined,
      theirs: conflict.row.values[field],
      author: found.author,
      choice: conflict.choices[field],
      again: conflict.again.includes(field),
    }
  })
}

/** Whether everything that has to be chosen is. */
export function isDecided<Field extends string>(state: FormState<Field>): boolean {
  return entriesOf(state).every(({ yours, choice }) => yours === undefined || choice !== undefined)
}

/** Entries that a group couples, directly or by way of another group, stand together. */
export function clustersOf<Field extends string>(state: FormState<Field>): Cluster<Field>[] {
  let clusters: Cluster<Field>[] = entriesOf(state).map((entry) => ({ entries: [entry], groups: [] }))
  for (const group of state.noun.coupled) {
    const within = (cluster: Cluster<Field>) => cluster.entries.some(({ field }) => group.includes(field))
    const together = clusters.filter(within)
    if (together.length < 2) continue
    const joined: Cluster<Field> = {
      entries: together.flatMap(({ entries }) => entries),
      groups: [...together.flatMap(({ groups }) => groups), group],
    }
    clusters = [joined, ...clusters.filter((cluster) => !within(cluster))]
  }
  return clusters
}

/** What others changed since the reader's version, and no edit of theirs touches: it is merged without asking. */
export function mergedOf<Field extends string>(state: FormState<Field>): Field[] {
  const { conflict, noun } = state
  if (!conflict) return []
  const named = new Set(entriesOf(state).map(({ field }) => field))
  const bases = Object.values<
    { base: { version: number; values: FormState<Field>['current']['values'] } } | undefined
  >(state.edits).flatMap((edit) => edit?.base ?? [])
  const oldest = bases.reduce((one, other) => (other.version < one.version ? other : one), conflict.row)
  return noun.fields.filter(
    (field) => !named.has(field) && !isSame(noun, field, oldest.values[field], conflict.row.values[field]),
  )
}
