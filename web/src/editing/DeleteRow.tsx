import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'

import { useI18n } from '@/i18n'

interface Props {
  /** "booking B-1042" */
  what: string
  /** Deletes; answers why not, in words. */
  onDelete: () => Promise<string | undefined>
  onDeleted: (() => void) | undefined
}

import { DialogTitle } from './DialogTitle'
/** Deletes a row after a question. What stands in the way is said in the question. */
export function DeleteRow({ what, onDelete, onDeleted }: Props) {
  const { t } = useI18n()
  const [asking, setAsking] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const [problem, setProblem] = useState<string>()

  const remove = async () => {
    setDeleting(true)
    const why = await onDelete()
    setDeleting(false)
    setProblem(why)
    if (why !== undefined) return
    setAsking(false)
    onDeleted?.()
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
