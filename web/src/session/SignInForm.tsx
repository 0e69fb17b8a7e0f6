import { useMutation } from '@apollo/client/react'
import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'

import { SignInDocument, type SignInMutation } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import type { SignedInUser } from './context'
import { DEMO_PASSWORD, DEMO_PEOPLE, isDemo } from './demo'

type Problem = Exclude<SignInMutation['signIn'], { __typename: 'Session' }>

interface Props {
  /** Who has to sign in again: nobody else can. */
  known?: SignedInUser
  onSignedIn: (user: SignedInUser) => void
}

export function SignInForm({ known, onSignedIn }: Props) {
  const { t } = useI18n()
  const [email, setEmail] = useState(known?.email ?? '')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string>()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!known) first.current?.focus()
  }, [known])
  const [signIn, { loading }] = useMutation(SignInDocument, {
    fetchPolicy: 'no-cache',
    context: { withoutSession: true },
  })

  const people = DEMO_PEOPLE.filter((person) => !known || person.email === known.email)

  const attempt = async (as: { email: string; password: string }) => {
    setProblem(undefined)
    try {
      const { data } = await signIn({ variables: as })
      if (data?.signIn?.__typename === 'Session') onSignedIn(data.signIn.user)
      else setProblem(whyNot(data?.signIn))
    } catch {
      setProblem(t('session.failed'))
    }
  }
  const whyNot = (problem: Problem | null | undefined) => {
    if (problem?.__typename === 'InvalidCredentials') return t('session.wrong')
    if (problem?.__typename !== 'TooManyAttempts') return t('session.failed')
    return t('session.tooMany', { seconds: problem.retryAfterSeconds })
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void attempt({ email, password })
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput
          ref={first}
          label={t('session.email')}
          // No `type`: a browser rewrites the domain of an `email`.
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          autoComplete="username"
          required
          readOnly={known !== undefined}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('session.password')}
          autoComplete="current-password"
          required
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={loading}>
          {t('session.signIn')}
        </Button>
        {isDemo() && people.length > 0 && (
          <>
            <Text size="sm">{t('session.demo')}</Text>
            <Group grow gap="xs" preventGrowOverflow={false}>
              {people.map((person) => (
                <Button
                  key={person.email}
                  variant="default"
                  disabled={loading}
                  title={t(`role.${person.role}`)}
                  onClick={() => void attempt({ email: person.email, password: DEMO_PASSWORD })}
                >
                  {person.name}
                </Button>
              ))}
            </Group>
          </>
        )}
      </Stack>
    </form>
  )
}
