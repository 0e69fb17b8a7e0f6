import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import type { DescribedNoun, NounRow } from './noun'
import { NewRowForm, useNewForm } from './NewRowForm'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  opened: boolean
  /** Its name in the stack of dialogs. */
  stackId: string
  size?: number | 'lg'
  onClose: () => void
  /** Its form. */
  children: ReactNode
}

/** The dialog in which a row is made. */
export function NewRowDialog<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  size = 'lg',
  children,
  ...modal
}: Props<Field, Shown>) {
  const { t } = useI18n()
  return (
    <Modal
      {...modal}
      size={size}
      title={<DialogTitle>{t(noun.words.new)}</DialogTitle>}
      closeButtonProps={{ 'aria-label': t('editing.close') }}
    >
      {children}
    </Modal>
  )
}

interface NewRowProps<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  onMade: (id: string) => void
}

/** The form of a new row, where nothing about it is particular. */
export function NewRow<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  onMade,
}: NewRowProps<Field, Shown>) {
  return <NewRowForm noun={noun} form={useNewForm(noun)} onMade={onMade} />
}
