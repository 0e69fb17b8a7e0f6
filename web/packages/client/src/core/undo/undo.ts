/** What somebody did to a row, as far as it can be undone. */
export type Done<Field extends string = string, Value = unknown> =
  | {
      kind: 'updated'
      row: string
      /** The version that the write made. */
      version: number
      /** What the fields that it set were before, and what it made of them. */
      before: Readonly<Partial<Record<Field, Value>>>
      after: Readonly<Partial<Record<Field, Value>>>
    }
  | { kind: 'created'; row: string; version: number; values: Readonly<Record<Field, Value>> }
  | { kind: 'deleted'; row: string; version: number; values: Readonly<Record<Field, Value>> }

/**
 * The write that undoes it: `patch` on `base`, which the server is to merge (`onStale: MERGE`). Where others have
 * changed other fields since, both stay; where the same, it is a conflict.
 */
export interface UndoWrite<Field extends string, Value, Body> {
  row: string
  base: number
  fields: readonly Field[]
  /** What the fields are set back to; where there is none, `body` is what the noun says. */
  patch?: Readonly<Partial<Record<Field, Value>>>
  body?: Body
}

/** What undo means for a noun, beyond its fields. */
export interface UndoneNoun<Field extends string, Value, Body> {
  /** `120` and `120.00` are one value. */
  same?: (field: Field, one: Value, other: Value) => boolean
  /** What takes back a row that was made: deleting it, or calling it off. Undefined where nothing does. */
  created?: (row: string, version: number) => { fields: readonly Field[]; body: Body } | undefined
  /** What brings back a row that was deleted: a new one with its values. Undefined where nothing does. */
  deleted?: (
    values: Readonly<Record<Field, Value>>,
  ) => { row: string; fields: readonly Field[]; body: Body } | undefined
}

/** Undefined where it can't be undone, or changed nothing. */
export function undo<Field extends string, Value, Body>(
  noun: UndoneNoun<Field, Value, Body>,
  done: Done<Field, Value>,
): UndoWrite<Field, Value, Body> | undefined {
  switch (done.kind) {
    case 'updated': {
      const { after, before, row, version } = done
      const fields = Object.keys(before) as Field[]
      const changed = fields.filter((field) => !isSame(noun, field, before[field], after[field]))
      if (changed.length === 0) return undefined
      const patch = Object.fromEntries(changed.map((field) => [field, before[field]]))
      return { row, base: version, fields: changed, patch: patch as Partial<Record<Field, Value>> }
    }
    case 'created': {
      const { row, version } = done
      const way = noun.created?.(row, version)
      return way && { row, base: version, ...way }
    }
    case 'deleted': {
      const way = noun.deleted?.(done.values)
      return way && { base: 0, ...way }
    }
  }
}

/**
 * What an undo did, once it was saved and made `version`: undone itself, it is done again. `before` is what the fields
 * were right before it, as the answer tells: others may have changed them since.
 */
export function undone<Field extends string, Value, Body>(
  write: UndoWrite<Field, Value, Body>,
  before: Readonly<Partial<Record<Field, Value>>>,
  version: number,
): Done<Field, Value> {
  const own = Object.fromEntries(write.fields.map((field) => [field, before[field]]))
  return {
    kind: 'updated',
    row: write.row,
    version,
    before: own as Partial<Record<Field, Value>>,
    after: (write.patch ?? {}) as Partial<Record<Field, Value>>,
  }
}

function isSame<Field extends string, Value, Body>(
  noun: UndoneNoun<Field, Value, Body>,
  field: Field,
  one: Value | undefined,
  other: Value | undefined,
): boolean {
  if (one === other) return true
  if (one === undefined || other === undefined) return false
  return noun.same?.(field, one, other) ?? false
}
