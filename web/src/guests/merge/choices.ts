import { isSame, type Value } from '@/editing'
import type { GuestRowFragment } from '@/gql/graphql'
import { isEmpty } from '@/nouns/useWording'

import { type GuestField, guestNoun } from '../noun'

/** Whose value a field takes; of notes it may be both, one below the other. */
export type Side = 'kept' | 'removed' | 'both'
export type Choices = Readonly<Partial<Record<GuestField, Side>>>

export interface Pair {
  kept: GuestRowFragment
  removed: GuestRowFragment
}

/** As many characters as notes may have. */
const LONGEST = 10_000

/** The fields in which the two differ: all others need no choice. */
export function differing({ kept, removed }: Pair): readonly GuestField[] {
  return guestNoun.form.fields.filter((field) => !isSame(guestNoun.form, field, kept[field], removed[field]))
}

/** What can be chosen for a field. */
export function sidesOf(field: GuestField, pair: Pair): readonly Side[] {
  return field === 'notes' && bothNotes(pair) !== undefined
    ? ['kept', 'removed', 'both']
    : ['kept', 'removed']
}

export function valueOf(field: GuestField, side: Side, pair: Pair): Value {
  if (side === 'both') return bothNotes(pair) ?? pair.kept.notes
  return pair[side][field]
}

/** What loses nothing: the value of the one who has one, the notes of both; else that of the guest who stays. */
export function suggested(pair: Pair): Choices {
  const sides = differing(pair).map((field): [GuestField, Side] => {
    if (isEmpty(pair.kept[field])) return [field, 'removed']
    return [field, sidesOf(field, pair).includes('both') ? 'both' : 'kept']
  })
  return Object.fromEntries(sides)
}

/** What was chosen, without the fields that have another value since: these are to be looked at again. */
export function stillChosen(choices: Choices, was: Pair, now: Pair): Choices {
  const same = differing(now).filter(
    (field) =>
      choices[field] !== undefined &&
      was.kept[field] === now.kept[field] &&
      was.removed[field] === now.removed[field],
  )
  return Object.fromEntries(same.map((field) => [field, choices[field]]))
}

/** Whether each field in which they differ is decided. */
export function isDecided(choices: Choices, pair: Pair): boolean {
  return differing(pair).every((field) => choices[field] !== undefined)
}

/** What the guest who stays takes. */
export function patchOf(choices: Choices, pair: Pair): Partial<Pick<GuestRowFragment, GuestField>> {
  const taken = differing(pair).flatMap((field) => {
    const side = choices[field] ?? 'kept'
    return side === 'kept' ? [] : [[field, valueOf(field, side, pair)] as const]
  })
  return Object.fromEntries(taken)
}

function bothNotes({ kept, removed }: Pair): string | undefined {
  if (isEmpty(kept.notes) || isEmpty(removed.notes)) return undefined
  const both = `${kept.notes}\n\n${removed.notes}`
  return both.length > LONGEST ? undefined : both
}
