import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import type { Selected } from '@/lists/useSelected'

import { NewRow, NewRowDialog } from './NewRowDialog'
import type { DescribedNoun, NounRow } from './noun'
import { RowDialog } from './RowDialog'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  selected: Selected
  /** Where its form has something of its own. */
  form?: ((row: Shown, gone: boolean) => ReactNode) | undefined
  /** The same, of a new row. */
  making?: ReactNode
}

/** The dialog that the address of a screen opens: over a row, or for a new one. */
export function SelectedRow<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  selected: { id, tab, open, show, close },
  form,
  making,
}: Props<Field, Shown>) {
  if (id !== null && id !== 'new') {
    return <RowDialog key={id} {...{ noun, id, tab, form }} onTab={show} onClose={close} />
  }
  if (making !== undefined) return making
  return (
    id === 'new' && (
      <NewRowDialog noun={noun} opened stackId="row" onClose={close}>
        <NewRow noun={noun} onMade={open} />
      </NewRowDialog>
    )
  )
}
