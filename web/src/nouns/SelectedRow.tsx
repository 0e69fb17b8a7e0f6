import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import type { Selected } from '@/lists/useSelected'

import { useNewRow } from '@/outbox'

import { NewRow, NewRowDialog } from './NewRowDialog'
import type { DescribedNoun, NounRow } from './noun'
import { RowDialog } from './RowDialog'
import { WaitingDialog } from './WaitingDialog'
import { WaitingRow } from './WaitingRow'
import type { Tab } from './RowTabs'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  selected: Selected
  /** Where its form has something of its own. */
  form?: ((row: Shown, gone: boolean) => ReactNode) | undefined
  /** What it shows beside its fields and its history. */
  more?: ((row: Shown) => readonly Tab[]) | undefined
  /** The same, of a new row. */
  making?: ReactNode
}

/** The dialog that the address of a screen opens: over a row, or for a new one. */
export function SelectedRow<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  selected: { id, tab, open, show, close },
  form,
  more,
  making,
}: Props<Field, Shown>) {
  const waiting = useNewRow(noun.name, id ?? '')
  if (waiting) {
    const { entry, row } = waiting
    return (
      <WaitingDialog {...{ noun, row }} called={entry.body.called} onClose={close}>
        <WaitingRow {...{ noun, entry, row }} onDropped={close} />
      </WaitingDialog>
    )
  }
  if (id !== null && id !== 'new') {
    return <RowDialog key={id} {...{ noun, id, tab, form, more }} onTab={show} onClose={close} />
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
