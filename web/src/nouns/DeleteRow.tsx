import { Alert, Button, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import { refusalText, useDrafts, type Values } from '@/editing'
import { useVersionedMutation } from '@frontdesk/client/react'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'
import { useNote } from './undo/context'
import { whole } from './undo/own'

import { type DescribedNoun, draftOf, type NounRow } from './noun'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  row: Shown
  /** "booking B-1042" */
  what: string
  /** Who else is at it now. */
  others: ReactNode
  onDeleted: () => void
}

/** Deletes a row after a question. What stands in the way is said in the question. */
export function DeleteRow<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  row,
  what,
  others,
  onDeleted,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const { id, version } = row
  const { save } = useVersionedMutation(noun.remove)
  const note = useNote()
  const drafts = useDrafts()
  const [asking, setAsking] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const [problem, setProblem] = useState<string>()

  const remove = async () => {
    setDeleting(true)
    const outcome = await save({ id, expectedVersion: version })
    setDeleting(false)
    switch (outcome.kind) {
      case 'conflict':
        setProblem(refusalText(outcome.conflict, t))
        return
      case 'problem':
        setProblem(refusalText(outcome.problem, t))
        return
      case 'failed':
        setProblem(t('session.failed'))
        return
      case 'saved':
        setAsking(false)
        // What was typed into its form goes with it.
        drafts.drop(draftOf(noun, id))
        note(whole('deleted', noun, row))
        onDeleted()
    }
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
