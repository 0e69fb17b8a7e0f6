import { useMutation } from '@apollo/client/react'
import { Alert, Button, Center, Paper, Stack, Text, Title } from '@mantine/core'
import { type SubmitEvent, useEffect, useState } from 'react'

import { AcceptInvitationDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { NewPassword, useNewPassword } from '@/account/NewPassword'

import { tokenOf } from './link'

/** Somebody comes by a link, chooses a password, and is in. Whoever was signed in here before no longer is. */
export default function InvitationPage() {
  const { t } = useI18n()
  const [token] = useState(() => tokenOf(window.location))
  const password = useNewPassword()
  const [problem, setProblem] = useState<string>()
  const [accept, { loading }] = useMutation(AcceptInvitationDocument, {
    fetchPolicy: 'no-cache',
    context: { withoutSession: true },
  })
  useEffect(() => {
    document.title = `${t('invitation.title')} · ${t('app.name')}`
  }, [t])

  const submit = async () => {
    setProblem(undefined)
    if (!password.check()) return
    try {
      const { data } = await accept({ variables: { token, password: password.value } })
      const end = data?.acceptInvitation
      switch (end?.__typename) {
        case 'Session':
          // A page of their own, with nothing of anybody before. The link is used up, and goes from the address.
          window.location.replace('/')
          return
        case 'InvalidInvitation':
          setProblem(t('invitation.invalid'))
          return
        case 'TooManyAttempts':
          setProblem(t('session.tooMany', { seconds: end.retryAfterSeconds }))
          return
        default:
          setProblem(end ? t('password.rule') : t('session.failed'))
      }
    } catch {
      setProblem(t('session.failed'))
    }
  }
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="xl" w={420} maw="100%">
        <Title order={1} size="h2" mb="md">
          {t('invitation.title')}
        </Title>
        <form
          onSubmit={(event: SubmitEvent) => {
            event.preventDefault()
            void submit()
          }}
        >
          <Stack>
            <Text>{t('invitation.text')}</Text>
            {(problem ?? (token === '' ? t('invitation.invalid') : undefined)) && (
              <Alert color="red" role="alert">
                {problem ?? t('invitation.invalid')}
              </Alert>
            )}
            <NewPassword password={password} first />
            <Button type="submit" loading={loading} disabled={token === ''}>
              {t('invitation.accept')}
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
