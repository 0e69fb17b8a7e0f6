import type { ReactNode } from 'react'

import { type FormNoun, isSameAmount, type Value, type Values, valuesBy } from '@frontdesk/client'
import { type FieldProblem, missing } from '@/editing/problems'
import type { I18n } from '@/i18n'
import type { PlainKey } from '@/i18n/texts'

interface Common {
  /** Asked for before the server is. */
  required?: true
  /** Null where it is left empty. */
  nullable?: true
  /** What it is in a new row; nothing, or the hotel's currency, where this lacks. */
  initial?: Value
}

/** What a field holds: that decides how it is typed, told and compared. */
export type FieldSpec = Common &
  (
    | { is: 'line' | 'email' | 'tel' | 'notes' | 'day' | 'amount' | 'currency' | 'country' }
    | { is: 'count'; min: number }
    /** Told in words of its own. */
    | { is: 'own'; text: (value: Value, i18n: I18n) => ReactNode }
  )

/** Fields one below the other; those of a list within stand side by side. */
export type Layout<Field extends string> = readonly (Field | Layout<Field>)[]

/** What is said of a noun's fields. */
export interface FieldsDescriptor<Field extends string> {
  fields: Readonly<Record<Field, FieldSpec>>
  label: (field: Field) => PlainKey
  /** Which fields only make sense together, as the schema says. */
  coupled: readonly (readonly Field[])[]
  /** Why the fields of a group are shown together. */
  together?: (group: readonly Field[]) => PlainKey
  /** What can be told to be wrong with them, besides what is missing. */
  check?: (values: Values<Field>) => readonly FieldProblem[]
  /** Where the form has none of its own. */
  layout?: Layout<Field>
}

/** Nothing is nothing, and the server drops the spaces around a line. */
const isSameText = (one: Value, other: Value) => String(one ?? '').trim() === String(other ?? '').trim()

const SAME: Partial<Record<FieldSpec['is'], (one: Value, other: Value) => boolean>> = {
  line: isSameText,
  email: isSameText,
  tel: isSameText,
  country: isSameText,
  amount: isSameAmount,
}

/** What its forms have to know of a noun. */
export function formNoun<Field extends string>({
  fields,
  coupled,
}: FieldsDescriptor<Field>): FormNoun<Field> {
  const names = Object.keys(fields) as Field[]
  const same = Object.fromEntries(names.map((field) => [field, SAME[fields[field].is]]))
  return { fields: names, coupled, same }
}

type Formed<Field extends string> = FieldsDescriptor<Field> & { form: FormNoun<Field> }

/** What a new row begins with. */
export function initialValues<Field extends string>(noun: Formed<Field>, currency: string): Values<Field> {
  return valuesBy(noun.form.fields, (field) => {
    const { is, initial = is === 'currency' ? currency : '' } = noun.fields[field]
    return initial
  })
}

/** What can be told to be wrong without asking the server. */
export function problemsOf<Field extends string>(noun: Formed<Field>, values: Values<Field>): FieldProblem[] {
  const required = noun.form.fields.filter((field) => noun.fields[field].required)
  return [...missing(values, required), ...(noun.check?.(values) ?? [])]
}

/** Values as the server takes them. */
export function sendable<Field extends string>(
  { fields }: FieldsDescriptor<Field>,
  values: { readonly [Name in Field]?: Value },
): object {
  const entries = Object.entries<Value | undefined>(values).map(([field, value]) => [
    field,
    value === '' && fields[field as Field].nullable ? null : value,
  ])
  return Object.fromEntries(entries) as object
}
