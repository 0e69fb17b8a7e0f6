import { type ReactNode, useEffect } from 'react'

import { type FieldHooks, useTold, useVersionedForm, type Values } from '@/editing'
import { useI18n } from '@/i18n'
import { rowOf as changedRow } from '@/live'
import { useMay } from '@/session/context'

import { DeleteRow } from './DeleteRow'
import { type DescribedNoun, draftOf, type NounRow, rowOf } from './noun'
import { NounForm, type Particulars } from './NounForm'
import { useKeptEdit } from './useWrites'

/** What is the same for the form of any row. */
export interface RowFormProps<Shown> {
  /** As it is now, or was last. */
  row: Shown
  /** Read, and found to be there no more. */
  gone: boolean
  /** The reader deleted it themselves; nobody can where this lacks. */
  onDeleted?: (() => void) | undefined
  /** It is saved, and the reader is done with it. */
  onSaved?: (() => void) | undefined
  /** What is done next to the row, where nothing is typed into it: beside Save. */
  next?: ReactNode
}

interface Props<Field extends string, Shown extends NounRow & Values<Field>>
  extends RowFormProps<Shown>, FieldHooks, Particulars<Field> {
  noun: DescribedNoun<Field, Shown>
  /** Who else is at it now: said before it is deleted. */
  others?: ReactNode
}

/** Edits a row under the eyes of others. */
export function RowForm<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  row,
  gone,
  onDeleted,
  onSaved,
  next,
  others,
  ...particulars
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const readOnly = !useMay(noun.role)
  const form = useVersionedForm(noun.form, draftOf(noun, row.id), rowOf(noun, row))
  const { dispatch } = form
  useTold(form, (change) => changedRow(change).id === row.id)
  useEffect(() => {
    if (gone) dispatch({ type: 'gone', author: undefined })
  }, [gone, dispatch])
  const called = noun.called(row)
  const what = noun.what?.(called, t) ?? called

  return (
    <NounForm
      noun={noun}
      form={form}
      write={useKeptEdit(noun, row.id, row)}
      what={what}
      readOnly={readOnly}
      onSaved={onSaved}
      next={next}
      actions={onDeleted && <DeleteRow {...{ noun, row, what, others, onDeleted }} />}
      {...particulars}
    />
  )
}
