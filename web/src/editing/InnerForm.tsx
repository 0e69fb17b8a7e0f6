import { type ReactNode, useMemo } from 'react'

import { type Form, FormContext, type Wording } from './FormContext'
import type { VersionedForm } from './useVersionedForm'

interface Props<Field extends string> {
  form: VersionedForm<Field>
  wording: Wording<Field>
  problemOf: (field: Field) => string | undefined
  children: ReactNode
}

/** Fields of another row within a form, which saves them together with its own. */
export function InnerForm<Field extends string>({ form, wording, problemOf, children }: Props<Field>) {
  const { state, dispatch } = form
  const context = useMemo<Form<Field>>(
    () => ({
      state,
      wording,
      readOnly: false,
      problemOf,
      edit: (field, value) => dispatch({ type: 'edit', field, value }),
      mistype: (field, unread) => dispatch({ type: 'mistype', field, unread }),
      decide: (field, side) => dispatch({ type: 'decide', field, side }),
    }),
    [state, wording, problemOf, dispatch],
  )
  // Fields name themselves by plain text; each noun's fields give its own names only.
  return <FormContext value={context as unknown as Form<string>}>{children}</FormContext>
}
