import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import { useI18n } from '@/i18n'

import { addressOf, type DescribedNoun, draftOf, type NounRow } from './noun'
import { RowForm } from './RowForm'
import { RowHistory } from './RowHistory'
import { RowTabs, type Tab } from './RowTabs'
import { useRow } from './useRow'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  id: string
  tab: string | null
  onTab: (tab: string) => void
  onClose: () => void
  /** Where its form has something of its own. */
  form?: ((row: Shown, gone: boolean) => ReactNode) | undefined
  /** What it shows beside its fields and its history. */
  more?: ((row: Shown) => readonly Tab[]) | undefined
}

/** A row: its fields, its history. */
export function RowDialog<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  id,
  form,
  more,
  ...tabs
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const { row, gone, is, called } = useRow(noun, id)
  const one = t(noun.words.one)
  const { onClose } = tabs
  return (
    <RowTabs
      is={is}
      drafts={[draftOf(noun, id)]}
      title={called ?? one}
      tabs={[
        row && {
          value: addressOf(noun),
          label: one,
          keepMounted: true,
          content: form?.(row, gone) ?? <RowForm {...{ noun, row, gone }} onDeleted={onClose} />,
        },
        ...(row && !gone && more ? more(row) : []),
        {
          value: 'history',
          label: t('booking.tab.history'),
          content: <RowHistory noun={noun} id={id} row={gone ? undefined : row} />,
        },
      ]}
      {...tabs}
    />
  )
}
