import { Button, Group, Modal, Text } from '@mantine/core'

import { useI18n } from '@/i18n'

interface Props {
  opened: boolean
  onKeep: () => void
  onDiscard: () => void
}

import { DialogTitle } from './DialogTitle'
/** Asked before edits are thrown away. */
export function DiscardDialog({ opened, onKeep, onDiscard }: Props) {
  const { t } = useI18n()
  return (
    <Modal
      opened={opened}
      onClose={onKeep}
      title={<DialogTitle>{t('editing.leave.title')}</DialogTitle>}
      withCloseButton={false}
      zIndex={300}
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
