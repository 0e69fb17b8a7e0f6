import type { ReactElement, ReactNode } from 'react'

import {
  EditForm,
  type Ending,
  type FieldHooks,
  type FormState,
  type Refused,
  type Request,
  type Saving,
  useSave,
  type Value,
  type Values,
  valuesOf,
  type VersionedForm,
} from '@/editing'
import type { PlainKey } from '@/i18n/texts'

import { problemsOf } from './fields'
import type { DescribedNoun, NounRow } from './noun'
import { RowFields } from './RowFields'
import { useWording } from './useWording'

/** What is particular to a noun's form. */
export interface Particulars<Field extends string> {
  /** Whether the reader means it, where that has to be asked. */
  sure?: ((state: FormState<Field>) => Promise<boolean>) | undefined
  /** The question that `sure` asks. */
  question?: ReactNode
  /** Its fields, where the layout is not enough. */
  fields?: ((state: FormState<Field>) => ReactNode) | undefined
  /** Said in place of the plain message, where there is more to say; `take` puts something else in the field. */
  refusal?:
    ((problem: Refused, take: (field: Field, value: Value) => void) => ReactElement | undefined) | undefined
}

interface Props<Field extends string, Shown extends NounRow & Values<Field>>
  extends FieldHooks, Particulars<Field> {
  noun: DescribedNoun<Field, Shown>
  form: VersionedForm<Field>
  write: (request: Request<Field>) => Promise<Ending<Field>>
  onSaved?: (() => void) | undefined
  /** What is said where it is not saved yet, and will be. */
  kept?: PlainKey | undefined
  /** What is edited: "booking B-1042". */
  what: string
  readOnly: boolean
  actions?: ReactNode
  /** What is done next to the row: beside Save. */
  next?: ReactNode
}

/** The form of a noun, over a row or a new one. */
export function NounForm<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  form,
  write,
  onSaved,
  kept,
  sure,
  question,
  fields,
  refusal,
  ...frame
}: Props<Field, Shown>) {
  const { state, dispatch } = form
  const wording = useWording(noun)
  const saving: Saving<Field> = useSave({
    form,
    label: wording.label,
    check: () => problemsOf(noun, valuesOf(state)),
    sure: sure && (() => sure(state)),
    write,
    onSaved,
    kept,
  })
  const { refusal: refused } = saving
  const take = (field: Field, value: Value) => {
    dispatch({ type: 'edit', field, value })
    saving.dismiss()
  }
  return (
    <EditForm
      form={form}
      saving={saving}
      wording={wording}
      refusal={refused?.kind === 'problem' ? refusal?.(refused.problem, take) : undefined}
      {...frame}
    >
      {fields ? fields(state) : <RowFields noun={noun} />}
      {question}
    </EditForm>
  )
}
