import { Button, Group, Modal, ModalStackContext, Stack } from '@mantine/core'
import { type ReactNode, use, useEffect, useEffectEvent, useId } from 'react'

import { DialogTitle } from './DialogTitle'

interface Props {
  title: string
  /** What may be wrong. */
  children: ReactNode
  goOn: string
  onGoOn: () => void
  back: string
  onBack: () => void
}

/** Asks before something that the server would carry out, and that is seldom meant. */
export function AskDialog({ title, children, goOn, onGoOn, back, onBack }: Props) {
  const stackId = useId()
  const stack = use(ModalStackContext)
  // The dialog below waits for this one to be closed; that it is gone would not be noticed.
  const leave = useEffectEvent(() => stack?.removeModal(stackId))
  useEffect(() => () => leave(), [])
  return (
    <Modal
      opened
      onClose={onBack}
      title={<DialogTitle>{title}</DialogTitle>}
      withCloseButton={false}
      stackId={stackId}
    >
      <Stack gap="md">
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onGoOn}>
            {goOn}
          </Button>
          <Button data-autofocus onClick={onBack}>
            {back}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
