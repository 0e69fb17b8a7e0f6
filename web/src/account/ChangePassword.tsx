import { useApolloClient, useMutation } from '@apollo/client/react'
import { Alert, Button, Group, Paper, PasswordInput, Stack, Title } from '@mantine/core'
import { type SubmitEvent, useState } from 'react'

import { ChangePasswordDocument, OwnSessionsDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { notice } from '@/ui/notice'

import { NewPassword, useNewPassword } from './NewPassword'

/** Changes one's own password, which ends one's other sessions. */
export function ChangePassword() {
  const { t } = useI18n()
  const client = useApolloClient()
  const [current, setCurrent] = useState('')
  const password = useNewPassword()
  const [problem, setProblem] = useState<string>()
  const [change, { loading }] = useMutation(ChangePasswordDocument, { fetchPolicy: 'no-cache' })

  const submit = async () => {
    setProblem(undefined)
    if (!password.check()) return
    try {
      const { data } = await change({ variables: { current, new: password.value } })
      const end = data?.changePassword
      switch (end?.__typename) {
        case 'PasswordChanged':
          setCurrent('')
          password.set('')
          notice({
            id: 'password',
            color: 'teal',
            message: t('password.changed', { count: end.endedSessions }),
          })
          await client.refetchQueries({ include: [OwnSessionsDocument] })
          return
        case 'InvalidCredentials':
          setProblem(t('password.wrong'))
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
    <Paper withBorder p="md" component="section" aria-label={t('password.title')}>
      <form
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Stack>
          <Title order={2} size="h4">
            {t('password.title')}
          </Title>
          {problem !== undefined && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <PasswordInput
            label={t('password.current')}
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPassword password={password} />
          <Group justify="flex-end">
            <Button type="submit" loading={loading}>
              {t('password.change')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  )
}
