import { Group } from '@mantine/core'
import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import { useI18n } from '@/i18n'
import { type NewRow, WaitingMark } from '@/outbox'

import { addressOf, type DescribedNoun, draftOf, type NounRow } from './noun'
import { RowTabs } from './RowTabs'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  row: NewRow
  called: string
  onClose: () => void
  /** Its form. */
  children: ReactNode
}

/** The dialog over a row that waits to be made. */
export function WaitingDialog<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  row,
  called,
  onClose,
  children,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  return (
    <RowTabs
      is="here"
      drafts={[draftOf(noun, row.id)]}
      title={
        <Group gap="sm" component="span">
          {`${t(noun.words.new)}: ${called}`}
          <WaitingMark row={row.id} />
        </Group>
      }
      tabs={[{ value: addressOf(noun), label: t(noun.words.one), content: children }]}
      tab={null}
      onTab={() => undefined}
      onClose={onClose}
    />
  )
}
