import { Stack } from '@mantine/core'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'

import { ConflictDialog } from './ConflictDialog'
import classes from './EditedField.module.css'
import { type Form, FormContext, type Wording } from './FormContext'
import { RefusalNote } from './RefusalNote'
import { SaveBar } from './SaveBar'
import type { Saving } from './useSave'
import type { VersionedForm } from './useVersionedForm'

export interface FieldHooks {
  /** Where the reader is: a field, or none. */
  onFieldFocus?: ((field: string | null) => void) | undefined
  /** What stands at the end of a field's label line: who else is there. */
  aside?: ((field: string) => ReactNode) | undefined
}

interface Props<Field extends string> extends FieldHooks {
  form: VersionedForm<Field>
  saving: Saving<Field>
  wording: Wording<Field>
  /** What is edited: "booking B-1042". */
  what: string
  readOnly: boolean
  /** Said in place of the plain message, where the noun has more to say. */
  refusal?: ReactNode
  /** What else can be done: at the other end of the bar. */
  actions?: ReactNode
  /** What is done next to the row: beside Save. */
  next?: ReactNode
  children: ReactNode
}

/** The frame of a form over a versioned row: why it was not saved, its fields, the bar, and the conflict dialog. */
export function EditForm<Field extends string>({
  form,
  saving,
  wording,
  what,
  readOnly,
  refusal,
  actions,
  next,
  children,
  onFieldFocus,
  aside,
}: Props<Field>) {
  const { state, dispatch } = form
  const { problemOf } = saving
  const context = useMemo<Form<Field>>(
    () => ({
      state,
      wording,
      readOnly,
      problemOf,
      onFieldFocus,
      aside,
      edit: (field, value) => dispatch({ type: 'edit', field, value }),
      mistype: (field, unread) => dispatch({ type: 'mistype', field, unread }),
      decide: (field, side) => dispatch({ type: 'decide', field, side }),
    }),
    [state, wording, readOnly, problemOf, onFieldFocus, aside, dispatch],
  )
  const save = () => void saving.save()
  const formRef = useRef<HTMLFormElement>(null)
  const whyRef = useRef<HTMLDivElement>(null)
  const { refusal: refused } = saving
  useEffect(() => {
    if (!refused) return
    if (refused.kind !== 'invalid' || !goToFirstProblem(formRef.current)) whyRef.current?.focus()
  }, [refused])

  return (
    // Fields name themselves by plain text; each noun's fields give its own names only.
    <FormContext value={context as unknown as Form<string>}>
      <form
        ref={formRef}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          // A dialog within a form is within it for React too.
          event.stopPropagation()
          save()
        }}
      >
        <Stack gap="lg">
          {refused && (
            <div className={classes['why']} ref={whyRef} tabIndex={-1}>
              {refusal ?? <RefusalNote refusal={refused} onAgain={save} />}
            </div>
          )}
          {children}
          <div className={classes['bar']}>
            <SaveBar
              state={state}
              wording={wording}
              saving={saving.saving}
              readOnly={readOnly}
              next={next}
              onDiscard={() => {
                dispatch({ type: 'discard' })
                saving.dismiss()
              }}
            >
              {actions}
            </SaveBar>
          </div>
        </Stack>
      </form>
      <ConflictDialog form={form} wording={wording} what={what} saving={saving.saving} onSave={save} />
    </FormContext>
  )
}

/** Its field has the focus, and stands in the middle: not behind the bar, and with what is said below it in sight. */
function goToFirstProblem(form: HTMLFormElement | null): boolean {
  const input = form?.querySelector<HTMLElement>(
    '[data-invalid] :is(input, textarea, button):not([disabled], [tabindex="-1"])',
  )
  input?.focus({ preventScroll: true })
  input?.scrollIntoView({ block: 'center' })
  return Boolean(input)
}
