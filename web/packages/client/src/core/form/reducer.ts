import {
  type Author,
  type ByField,
  changedWith,
  type Conflict,
  type Edit,
  editedFields,
  type FieldConflict,
  type FormState,
  isEdited,
  isSame,
  type Row,
  type Side,
  type Unread,
  type Value,
  valueOf,
  valuesBy,
} from './model.js'

export type Action<Field extends string> =
  /** The reader types. */
  | { type: 'edit'; field: Field; value: Value }
  /** The reader types what is no value, or not yet. */
  | { type: 'mistype'; field: Field; unread: Unread }
  /** A version of the row is there: from an answer, or live. */
  | { type: 'arrive'; row: Row<Field> }
  /** Who made a version, and of which fields: a row alone tells only who changed it last. */
  | { type: 'told'; version: number; fields: readonly string[]; author: Author }
  | { type: 'gone'; author: Author | undefined }
  /** The reader has seen theirs beside the field, and decides. */
  | { type: 'decide'; field: Field; side: Side }
  | { type: 'discard' }
  | { type: 'send'; patch: ByField<Value> }
  | { type: 'saved'; row: Row<Field> }
  /** What was sent is not saved yet, and will be: until then it stands in the row as if it were. */
  | { type: 'kept' }
  /** Nothing was saved, or nobody knows. */
  | { type: 'refused' }
  | { type: 'conflicted'; row: Row<Field>; fields: readonly FieldConflict<Field>[] }
  | { type: 'choose'; fields: readonly Field[]; side: Side }
  /** The reader goes from the conflict back to the form. */
  | { type: 'postpone' }
  /** All choices are theirs, and nothing else is to be saved. */
  | { type: 'yield' }

/**
 * The life of a form over a row that others change meanwhile. What the reader typed is dropped only where they say
 * so, or where it was saved; what others changed is overwritten only where the reader was shown it.
 */
export function reduce<Field extends string>(
  state: FormState<Field>,
  action: Action<Field>,
): FormState<Field> {
  switch (action.type) {
    case 'edit':
      return edited(state, action.field, action.value)
    case 'mistype':
      return {
        ...state,
        edits: { ...state.edits, [action.field]: mistyped(state, action.field, action.unread) },
      }
    case 'arrive':
      return arrived(state, action.row)
    case 'told':
      return told(state, action)
    case 'gone':
      return { ...state, deleted: action.author ?? state.deleted ?? { name: '', at: '' }, sent: undefined }
    case 'decide':
      return action.side === 'mine'
        ? { ...state, edits: rebased(state.edits, [action.field], state.current) }
        : { ...state, edits: without(state.edits, [action.field]) }
    case 'discard':
      return { ...state, edits: {}, conflict: undefined }
    case 'send':
      return { ...state, sent: action.patch }
    case 'saved':
      return saved(state, action.row)
    case 'kept':
      return saved(state, withSent(state))
    case 'refused':
      return { ...resolved(state), sent: undefined }
    case 'conflicted':
      return conflicted(state, action.row, action.fields)
    case 'choose':
      return chosen(state, action.fields, action.side)
    case 'postpone':
      return { ...state, conflict: undefined }
    case 'yield':
      return resolved(state)
  }
}

function edited<Field extends string>(state: FormState<Field>, field: Field, value: Value): FormState<Field> {
  if (value === state.current.values[field]) return { ...state, edits: without(state.edits, [field]) }
  return { ...state, edits: { ...state.edits, [field]: { value, base: baseOf(state, field) } } }
}

function mistyped<Field extends string>(state: FormState<Field>, field: Field, unread: Unread): Edit<Field> {
  return { value: null, unread, base: baseOf(state, field) }
}

/** An edit that came to nothing, and is taken up again, is decided on what is on the screen now. */
function baseOf<Field extends string>(state: FormState<Field>, field: Field): Row<Field> {
  return (isEdited(state, field) && state.edits[field]?.base) || state.current
}

/** Also a row of the same version may be another: by what its reader has written, and waits to be saved. */
export function isNews<Field extends string>({ noun, current }: FormState<Field>, row: Row<Field>): boolean {
  if (row.version !== current.version) return row.version > current.version
  return noun.fields.some((field) => row.values[field] !== current.values[field])
}

function arrived<Field extends string>(state: FormState<Field>, row: Row<Field>): FormState<Field> {
  const { noun, current, sent } = state
  if (!isNews(state, row)) return state

  // Our own save may come back as a change before its answer is there.
  const own = (field: Field) =>
    sent !== undefined && field in sent && isSame(noun, field, sent[field] ?? null, row.values[field])
  const edits: Record<string, Edit<Field> | undefined> = {}
  const taken: Record<string, number | undefined> = { ...state.arrived }
  const authors: Record<string, FormState<Field>['authors'][string]> = { ...state.authors }
  for (const field of noun.fields) {
    const value = row.values[field]
    if (row.author && !isSame(noun, field, value, current.values[field])) {
      const known = authors[field]
      if (!known?.told || known.version <= current.version) {
        authors[field] = { ...row.author, version: row.version, told: false }
      }
    }
    const edit = state.edits[field]
    if (edit && isEdited(state, field)) {
      const touched = changedWith(noun, field, edit.base.values, row.values).some((member) => !own(member))
      // Where nothing that matters to it has changed, the edit might as well have been made now.
      edits[field] = touched ? edit : { ...edit, base: row }
    } else if (!isSame(noun, field, valueOf(state, field), value)) {
      taken[field] = row.version
    }
  }
  return { ...state, current: row, edits, arrived: taken, authors }
}

function told<Field extends string>(
  state: FormState<Field>,
  { version, fields, author }: { version: number; fields: readonly string[]; author: Author },
): FormState<Field> {
  const authors: Record<string, FormState<Field>['authors'][string]> = { ...state.authors }
  for (const field of state.noun.fields) {
    const known = authors[field]
    if (!fields.includes(field) || (known?.told && known.version >= version)) continue
    authors[field] = { ...author, version, told: true }
  }
  return { ...state, authors }
}

function saved<Field extends string>(state: FormState<Field>, row: Row<Field>): FormState<Field> {
  const { sent = {}, conflict, noun } = state
  const after = arrived(state, row)
  const done = noun.fields.filter((field) => {
    const edit = after.edits[field]
    if (edit === undefined || conflict?.choices[field] === 'theirs') return true
    const { value, unread } = edit
    return !unread && field in sent && isSame(noun, field, value, sent[field] ?? null)
  })
  // Whoever typed on while it was saved has something new to save, on top of it.
  const typedOn = noun.fields.filter((field) => field in sent)
  const edits = rebased(without(after.edits, done), typedOn, row)
  return { ...after, edits, sent: undefined, conflict: undefined }
}

function withSent<Field extends string>({ noun, current, sent = {} }: FormState<Field>): Row<Field> {
  const valueNow = (field: Field) => {
    const value = sent[field]
    return value === undefined ? current.values[field] : value
  }
  return { ...current, values: valuesBy(noun.fields, valueNow) }
}

function conflicted<Field extends string>(
  state: FormState<Field>,
  row: Row<Field>,
  fields: readonly FieldConflict<Field>[],
): FormState<Field> {
  const after = { ...arrived(state, row), sent: undefined }
  const { conflict: earlier, noun } = state
  const named = new Set(fields.map(({ field }) => field))
  const stays = earlier?.fields.filter(({ field }) => !named.has(field) && isEdited(after, field)) ?? []
  const choices: Record<string, Side | undefined> = { ...earlier?.choices }
  for (const { field } of fields) {
    const edit = after.edits[field]
    if (choices[field] !== undefined || !edit) continue
    // Decided in the form already, on what it is now.
    if (changedWith(noun, field, edit.base.values, row.values).length === 0) choices[field] = 'mine'
  }
  const again = earlier
    ? noun.fields.filter((field) => !isSame(noun, field, earlier.row.values[field], row.values[field]))
    : []
  const conflict: Conflict<Field> = { row, fields: [...fields, ...stays], choices, again }
  return { ...after, conflict }
}

function chosen<Field extends string>(
  state: FormState<Field>,
  fields: readonly Field[],
  side: Side,
): FormState<Field> {
  if (!state.conflict) return state
  const choices: Record<string, Side | undefined> = { ...state.conflict.choices }
  for (const field of fields) choices[field] = side
  return { ...state, conflict: { ...state.conflict, choices } }
}

/** What was chosen in the conflict, as if it had been decided in the form. */
function resolved<Field extends string>(state: FormState<Field>): FormState<Field> {
  const { conflict } = state
  if (!conflict) return state
  const on = (side: Side) => editedFields(state).filter((field) => conflict.choices[field] === side)
  const edits = rebased(state.edits, on('mine'), conflict.row)
  return { ...state, edits: without(edits, on('theirs')), conflict: undefined }
}

function rebased<Field extends string>(
  edits: ByField<Edit<Field>>,
  fields: readonly Field[],
  base: Row<Field>,
): ByField<Edit<Field>> {
  const after: Record<string, Edit<Field> | undefined> = { ...edits }
  for (const field of fields) {
    const edit = after[field]
    if (edit && edit.base.version < base.version) after[field] = { ...edit, base }
  }
  return after
}

function without<Field extends string>(
  edits: ByField<Edit<Field>>,
  fields: readonly Field[],
): ByField<Edit<Field>> {
  return Object.fromEntries(Object.entries(edits).filter(([field]) => !fields.some((name) => name === field)))
}
