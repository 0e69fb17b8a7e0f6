/** What a form field holds, as the API has it: a day and an amount are text. */
export type Value = string | number | null
export type Values<Field extends string> = Readonly<Record<Field, Value>>

/** Something that some of a form's fields have. */
export type ByField<Kept> = Readonly<Record<string, Kept | undefined>>

export function valuesBy<Field extends string>(
  fields: readonly Field[],
  value: (field: Field) => Value,
): Values<Field> {
  return Object.fromEntries(fields.map((field) => [field, value(field)])) as Values<Field>
}

/** Who changed something, and when. */
export interface Author {
  name: string
  at: string
}

/** A row at one of its versions. */
export interface Row<Field extends string> {
  version: number
  values: Values<Field>
  author: Author | undefined
}

/** What a form has to know of the noun that it edits. */
export interface FormNoun<Field extends string> {
  fields: readonly Field[]
  /** Fields that only make sense together: two edits that touch one group collide even where the fields differ. */
  coupled: readonly (readonly Field[])[]
  /** Where two spellings are one value: `120` and `120.00`. */
  same?: ByField<(one: Value, other: Value) => boolean>
}

/** What was typed and is no value, and why: in whatever way the program tells people. */
export interface Unread {
  text: string
  why: unknown
}

/** What the reader typed into a field. */
export interface Edit<Field extends string> {
  /** Null while nobody can tell what was typed. */
  value: Value
  unread?: Unread | undefined
  /** The row that they looked at when they decided on it. */
  base: Row<Field>
}

export type Side = 'mine' | 'theirs'

/** A field in which a save collided. */
export interface FieldConflict<Field extends string> {
  field: Field
  base: Value
  author: Author | undefined
}

/** A save that was refused because it is stale, until it is resolved. */
export interface Conflict<Field extends string> {
  /** The row that the choice is made on. It stays this one: what comes later is a conflict of its own. */
  row: Row<Field>
  fields: readonly FieldConflict<Field>[]
  choices: ByField<Side>
  /** What others changed once more since the reader chose. */
  again: readonly Field[]
}

export interface FormState<Field extends string> {
  noun: FormNoun<Field>
  /** The newest version that is known. */
  current: Row<Field>
  edits: ByField<Edit<Field>>
  /** The version in which an untouched field last took a new value under the reader's eyes. */
  arrived: ByField<number>
  /** Who changed a field last while the form was open, and in which version. */
  authors: ByField<Author & { version: number; told: boolean }>
  /** What is on its way to the server. */
  sent: ByField<Value> | undefined
  conflict: Conflict<Field> | undefined
  deleted: Author | undefined
}

export function open<Field extends string>(noun: FormNoun<Field>, row: Row<Field>): FormState<Field> {
  return {
    noun,
    current: row,
    edits: {},
    arrived: {},
    authors: {},
    sent: undefined,
    conflict: undefined,
    deleted: undefined,
  }
}

export function isSame<Field extends string>(
  noun: FormNoun<Field>,
  field: Field,
  one: Value,
  other: Value,
): boolean {
  return one === other || (noun.same?.[field]?.(one, other) ?? false)
}

/** `120` and `120.00` are one amount. */
export function isSameAmount(one: Value, other: Value): boolean {
  const [left, right] = [String(one).trim(), String(other).trim()]
  return left !== '' && right !== '' && Number(left) === Number(right)
}

/** What the field shows. */
export function valueOf<Field extends string>(state: FormState<Field>, field: Field): Value {
  const edit = state.edits[field]
  return edit ? edit.value : state.current.values[field]
}

/** All that the form shows. */
export function valuesOf<Field extends string>(state: FormState<Field>): Values<Field> {
  return valuesBy(state.noun.fields, (field) => valueOf(state, field))
}

/** Whether the field shows anything else than the row has. */
export function isEdited<Field extends string>(state: FormState<Field>, field: Field): boolean {
  const edit = state.edits[field]
  if (edit?.unread) return true
  return edit !== undefined && !isSame(state.noun, field, edit.value, state.current.values[field])
}

/** The fields that hold what is no value: nothing can be saved. */
export function unreadFields<Field extends string>(state: FormState<Field>): Field[] {
  return state.noun.fields.filter((field) => state.edits[field]?.unread !== undefined)
}

/** What the reader typed, as they typed it. */
export function typedInto<Field extends string>(state: FormState<Field>, field: Field): string {
  return state.edits[field]?.unread?.text ?? String(valueOf(state, field) ?? '')
}

export function editedFields<Field extends string>(state: FormState<Field>): Field[] {
  return state.noun.fields.filter((field) => isEdited(state, field))
}

/** The fields that two rows differ in, of those that are one decision with `field`. */
export function changedWith<Field extends string>(
  noun: FormNoun<Field>,
  field: Field,
  before: Values<Field>,
  after: Values<Field>,
): Field[] {
  const together = new Set([field, ...noun.coupled.filter((group) => group.includes(field)).flat()])
  return noun.fields.filter(
    (member) => together.has(member) && !isSame(noun, member, before[member], after[member]),
  )
}

/** What others did to a field that the reader has edited, or to what it depends on. */
export interface Mark<Field extends string> {
  theirs: Value
  /** Which of the fields that belong together they changed; without the field itself, it still is as it was. */
  changed: readonly Field[]
  author: Author | undefined
}

/** What has to be said beside an edited field before it is saved. */
export function markOf<Field extends string>(state: FormState<Field>, field: Field): Mark<Field> | undefined {
  const edit = state.edits[field]
  if (!edit || !isEdited(state, field)) return undefined
  const changed = changedWith(state.noun, field, edit.base.values, state.current.values)
  const [first] = changed.includes(field) ? [field] : changed
  if (first === undefined) return undefined
  return {
    theirs: state.current.values[field],
    changed,
    author: state.authors[first] ?? state.current.author,
  }
}

/** The write that saves what is edited: only these fields, on the oldest version that one of them was decided on. */
export interface Request<Field extends string> {
  expectedVersion: number
  patch: { readonly [Name in Field]?: Value }
}

export function requestOf<Field extends string>(state: FormState<Field>): Request<Field> | undefined {
  const { conflict, edits } = state
  const fields = editedFields(state).filter((field) => conflict?.choices[field] !== 'theirs')
  if (fields.length === 0) return undefined
  const bases = fields.map((field) => edits[field]?.base.version ?? state.current.version)
  return {
    expectedVersion: conflict ? conflict.row.version : Math.min(...bases),
    patch: Object.fromEntries(
      fields.map((field) => [field, valueOf(state, field)]),
    ) as Request<Field>['patch'],
  }
}
