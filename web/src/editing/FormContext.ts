import { createContext, type ReactNode, use } from 'react'

import type { Unread } from '@/i18n/reading'

import type { FormState, Side, Value, Values } from '@frontdesk/client'

/** How a noun's fields are told to people. */
export interface Wording<Field extends string> {
  label: (field: Field) => string
  /** A value in the reader's words; `values` are those of its row. */
  text: (field: Field, value: Value, values: Values<Field>) => ReactNode
  /** Why the fields of a group are shown together. */
  together: (group: readonly Field[]) => string
}

export interface Form<Field extends string> {
  state: FormState<Field>
  wording: Wording<Field>
  readOnly: boolean
  edit: (field: Field, value: Value) => void
  mistype: (field: Field, unread: Unread) => void
  decide: (field: Field, side: Side) => void
  problemOf: (field: Field) => string | undefined
  /** Where the reader is: a field, or none. */
  onFieldFocus?: ((field: Field | null) => void) | undefined
  /** What stands at the end of a field's label line: who else is there. */
  aside?: ((field: Field) => ReactNode) | undefined
}

/** The form around a field. Field names are plain text here: each noun gives its own fields' names back. */
export const FormContext = createContext<Form<string> | undefined>(undefined)

export function useForm(): Form<string> {
  const form = use(FormContext)
  if (!form) throw new Error('a field is used outside of a form')
  return form
}
