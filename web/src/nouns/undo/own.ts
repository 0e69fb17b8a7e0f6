import {
  type Done,
  isSame,
  newId,
  type Request,
  undo,
  type UndoWrite,
  type Value,
  type Values,
} from '@frontdesk/client'

import { type DescribedNoun, type NounRow, rowOf } from '../noun'

/** A write of one's own that was saved. */
export interface Own<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  done: Done<Field, Value>
  /** The row as the write left it, or as it was before it was deleted. */
  row: Shown
  /** Said in place of what was saved, where there is more to say. */
  said?: string | undefined
}

/** Sets fields back; or takes away what was made, or makes again what was deleted. */
export type Inverse<Field extends string> = UndoWrite<Field, Value, 'remove' | 'add'>

/** Of a write that set `patch`: what these fields were before, and are since. */
export function updated<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  patch: Request<Field>['patch'],
  before: Shown,
  row: Shown,
): Own<Field, Shown> {
  const of = (from: Values<Field>) => {
    const entries = (Object.keys(patch) as Field[]).map((field) => [field, from[field]])
    return Object.fromEntries(entries) as Partial<Record<Field, Value>>
  }
  const { id, version } = row
  return { noun, row, done: { kind: 'updated', row: id, version, before: of(before), after: of(row) } }
}

/** Of a write that made or deleted `row`. */
export function whole<Field extends string, Shown extends NounRow & Values<Field>>(
  kind: 'created' | 'deleted',
  noun: DescribedNoun<Field, Shown>,
  row: Shown,
): Own<Field, Shown> {
  const { id, version } = row
  return { noun, row, done: { kind, row: id, version, values: rowOf(noun, row).values } }
}

/** The write that undoes it; none where nothing was changed, or nothing undoes it. */
export function inverseOf<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  done,
}: Own<Field, Shown>): Inverse<Field> | undefined {
  const { fields } = noun.form
  return undo<Field, Value, 'remove' | 'add'>(
    {
      same: (field, one, other) => isSame(noun.form, field, one, other),
      created: () => ({ fields: [], body: 'remove' }),
      // As another row: the id of one that was deleted is not given again.
      deleted: () => ({ row: newId(), fields, body: 'add' }),
    },
    done,
  )
}
