import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import { useDrafts } from './drafts'
import { refusalText, type Refused } from './problems'

type End =
  | { kind: 'saved' | 'failed' }
  | { kind: 'conflict'; conflict: Refused }
  | { kind: 'problem'; problem: Refused }

interface Props {
  /** "booking B-1042" */
  what: string
  /** What was typed into its form, and goes with it. */
  draft: string
  /** Who else is at it now. */
  others?: ReactNode
  onDelete: () => Promise<End>
  onDeleted: (() => void) | undefined
}

/** Deletes a row after a question. What stands in the way is said in the question. */
export function DeleteRow({ what, draft, others, onDelete, onDeleted }: Props) {
  const { t } = useI18n()
  const drafts = useDrafts()
  const [asking, setAsking] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const [problem, setProblem] = useState<string>()

  const remove = async () => {
    setDeleting(true)
    const end = await onDelete()
    setDeleting(false)
    if (end.kind !== 'saved') {
      setProblem(whyNot(end))
      return
    }
    setAsking(false)
    drafts.drop(draft)
    onDeleted?.()
  }
  const whyNot = (end: End) => {
    if (end.kind === 'conflict') return refusalText(end.conflict, t)
    return end.kind === 'problem' ? refusalText(end.problem, t) : t('session.failed')
  }
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        onClick={() => {
          setProblem(undefined)
          setAsking(true)
        }}
      >
        {t('editing.delete')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={<DialogTitle>{t('editing.delete.title', { what })}</DialogTitle>}
        closeButtonProps={{ 'aria-label': t('editing.close') }}
        stackId="delete"
      >
        <Text size="sm" mb="md">
          {t('editing.delete.text')}
        </Text>
        {others}
        {problem !== undefined && (
          <Alert color="red" role="alert" mb="md">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            {t('editing.cancel')}
          </Button>
          <Button color="red" loading={deleting} onClick={() => void remove()}>
            {t('editing.delete')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
