import { useState } from 'react'

import { useVersionedForm, type Values, valuesOf, type VersionedForm } from '@/editing'
import { useHotel } from '@/live'

import { initialValues } from './fields'
import { type DescribedNoun, draftOf, type NounRow } from './noun'
import { NounForm, type Particulars } from './NounForm'
import { useKeptAdd } from './useWrites'

export interface NewForm<Field extends string> extends VersionedForm<Field> {
  /** Made here, so that a request that is sent again makes no second row. */
  id: string
}

/** The form of a new row. `which` names it where there may be several. */
export function useNewForm<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  initial: Partial<Values<Field>> = {},
  which = 'new',
): NewForm<Field> {
  const [id] = useState(() => crypto.randomUUID())
  const { currency } = useHotel()
  const [begun] = useState(() => ({
    // Nobody else edits what is not there yet.
    form: { ...noun.form, coupled: [] },
    row: { version: 0, values: { ...initialValues(noun, currency), ...initial }, author: undefined },
  }))
  return { id, ...useVersionedForm(begun.form, draftOf(noun, which), begun.row) }
}

interface Props<Field extends string, Shown extends NounRow & Values<Field>> extends Particulars<Field> {
  noun: DescribedNoun<Field, Shown>
  form: NewForm<Field>
  /** Made, or kept until it can be. */
  onMade: (id: string) => void
}

/** Makes a row. What was typed stays when the form is left. */
export function NewRowForm<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  form,
  onMade,
  ...particulars
}: Props<Field, Shown>) {
  const add = useKeptAdd(noun)
  return (
    <NounForm
      noun={noun}
      form={form}
      write={() => add(form.id, valuesOf(form.state))}
      onSaved={() => onMade(form.id)}
      kept={noun.words.kept}
      what=""
      readOnly={false}
      {...particulars}
    />
  )
}
