import { Button, Group, Modal, Text } from '@mantine/core'
import { useId } from 'react'

import { useI18n } from '@/i18n'

import { DialogTitle } from './DialogTitle'

interface Props {
  opened: boolean
  onKeep: () => void
  onDiscard: () => void
}

/** Asked before edits are thrown away. */
export function DiscardDialog({ opened, onKeep, onDiscard }: Props) {
  const { t } = useI18n()
  const stackId = useId()
  return (
    <Modal
      opened={opened}
      onClose={onKeep}
      title={<DialogTitle>{t('editing.leave.title')}</DialogTitle>}
      withCloseButton={false}
      stackId={stackId}
    >
      <Text size="sm" mb="md">
        {t('editing.leave.text')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDiscard}>
          {t('editing.leave.discard')}
        </Button>
        <Button data-autofocus onClick={onKeep}>
          {t('editing.leave.keep')}
        </Button>
      </Group>
    </Modal>
  )
}
