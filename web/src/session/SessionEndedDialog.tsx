import { Alert, Button, Divider, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'

import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import type { SignedInUser, Unsaved } from './context'
import { SignInForm } from './SignInForm'

interface Props {
  opened: boolean
  /** Whose session it was. */
  user: SignedInUser
  unsaved: Unsaved
  onSignedIn: (user: SignedInUser) => void
}

/**
 * Asks the same person for their password, on top of the page as they left it. Somebody else begins with a page of
 * their own: they must not send what waits to be sent, nor see what was on the screen.
 */
export function SessionEndedDialog({ opened, user, unsaved, onSignedIn }: Props) {
  const { t } = useI18n()
  const [warned, setWarned] = useState(false)
  const beginAnew = () => {
    unsaved.clear()
    window.location.assign('/')
  }
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={<DialogTitle>{t('session.ended.title')}</DialogTitle>}
      zIndex={1000}
    >
      {warned ? (
        <Stack>
          <Alert color="orange" role="alert">
            {t('session.else.text', { name: user.name })}
          </Alert>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setWarned(false)}>
              {t('session.else.back')}
            </Button>
            <Button color="red" onClick={beginAnew}>
              {t('session.else.discard')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <Text>{t('session.ended.text')}</Text>
          <SignInForm known={user} onSignedIn={onSignedIn} />
          <Divider />
          <Button variant="subtle" onClick={() => (unsaved.isEmpty ? beginAnew() : setWarned(true))}>
            {t('session.else')}
          </Button>
        </Stack>
      )}
    </Modal>
  )
}
