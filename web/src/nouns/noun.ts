import type { TypedDocumentNode } from '@apollo/client'

import type { Saved, Written } from '@/editing/answer'
import { type FormNoun, type Row, type Value, type Values, valuesBy } from '@frontdesk/client'
import type { OnStale } from '@/gql/graphql'
import type { Noun } from '@/gql/nouns'
import type { I18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'
import type { SignedInUser } from '@/session/context'

import { type FieldsDescriptor, formNoun } from './fields'

/** What the rows of every noun have. */
export interface NounRow {
  __typename: Noun
  id: string
  version: number
  updatedAt: string
  updatedBy: { name: string } | null
}

export interface Deleted {
  __typename: `${Noun}Deleted`
  version: number
}
type Write<Success, Fields> = TypedDocumentNode<
  Written<Success>,
  { input: Fields & { id: string; mutationId: string } }
>

/** What another row is called. */
export type CalledBy = <Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  id: Value,
) => string

/** The values of new rows that are made at once: mostly of one. */
export type News<Field extends string> = readonly [Values<Field>, ...Values<Field>[]]

/** All that the page has to know of a noun: its form, history, deletion and list come from it. */
export interface NounDescriptor<
  Field extends string,
  Shown extends NounRow & Values<Field>,
> extends FieldsDescriptor<Field> {
  name: Shown['__typename']
  /** Who may write its rows. */
  role: SignedInUser['role']
  words: {
    one: PlainKey
    many: PlainKey
    new: PlainKey
    /** What the search looks through. */
    search: PlainKey
    /** What is said where a new one is kept until it can be made. */
    kept: PlainKey
    /** What nobody has as long as it waits. */
    unpromised?: PlainKey
  }
  /** What a row is called. */
  called: (row: Shown) => string
  /** What new ones that are made at once are called as long as they wait: after their values, and rows that these name. */
  calledNew: (news: News<Field>, called: CalledBy) => string
  /** The same within a sentence, where it differs. */
  what?: (called: string, t: I18n['t']) => string
  /** Whether a new row can take the place of a deleted one: it is told which one then. */
  restores?: true
  /** The fields that its list shows; the first is the way to the row. */
  columns?: readonly Field[]

  byId: TypedDocumentNode<{ row: Shown | null }, { id: string }>
  add: Write<Saved<Shown>, Pick<Shown, Field> & { restores?: string }>
  edit: Write<Saved<Shown>, { expectedVersion: number; patch: Partial<Pick<Shown, Field>>; onStale: OnStale }>
  remove: Write<Deleted, { expectedVersion: number }>
}

export interface DescribedNoun<
  Field extends string,
  Shown extends NounRow & Values<Field>,
> extends NounDescriptor<Field, Shown> {
  form: FormNoun<Field>
}

export function describe<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: NounDescriptor<Field, Shown>,
): DescribedNoun<Field, Shown> {
  return { ...noun, form: formNoun(noun) }
}

export function isOf<Shown extends NounRow>(noun: { name: Shown['__typename'] }, row: NounRow): row is Shown {
  return row.__typename === noun.name
}

/** What a new row is told of the deleted one whose place it takes. */
export function restoring(
  { restores }: { restores?: true },
  former: string | undefined,
): { restores?: string } {
  return restores && former !== undefined ? { restores: former } : {}
}

/** A row as a form has it. */
export function rowOf<Field extends string, Shown extends NounRow & Values<Field>>(
  { form }: DescribedNoun<Field, Shown>,
  row: Shown,
): Row<Field> {
  const { version, updatedBy, updatedAt } = row
  const author = updatedBy ? { name: updatedBy.name, at: updatedAt } : undefined
  return { version, values: valuesBy(form.fields, (field) => row[field]), author }
}

/** Under which name what is typed into a form is kept: that of a row, or of a new one. */
export function draftOf(noun: { name: Noun }, id: string): string {
  return `${noun.name}:${id}`
}

/** What names a row in the address: `?guest=ID`. */
export function addressOf(noun: { name: Noun }): string {
  return noun.name.toLowerCase()
}
