import { useMutation } from '@apollo/client/react'
import { Alert, Button, Group, Paper, Stack, TextInput, Title } from '@mantine/core'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'

import { InviteColleagueDocument, type LinkMadeFragment, type Role } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { whyNot } from './member'
import { RoleSelect } from './RoleSelect'

/** A keyboard at hand: a phone's would cover the list. */
const KEYBOARD = '(pointer: fine)'

/** Adds a colleague: what is typed is there at once, and ends in a link to hand over. */
export function InviteForm({ onInvited }: { onInvited: (made: LinkMadeFragment) => void }) {
  const { t } = useI18n()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('DESK')
  const [problem, setProblem] = useState<string>()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (window.matchMedia(KEYBOARD).matches) first.current?.focus()
  }, [])
  const [invite, { loading }] = useMutation(InviteColleagueDocument, { fetchPolicy: 'no-cache' })

  const submit = async () => {
    setProblem(undefined)
    try {
      const { data } = await invite({ variables: { input: { name, email, role } } })
      const end = data?.inviteColleague
      if (end?.__typename !== 'InvitationSaved') {
        setProblem(end ? whyNot(end, t) : t('session.failed'))
        return
      }
      setName('')
      setEmail('')
      setRole('DESK')
      onInvited(end)
    } catch {
      // Nobody knows whether it was made: the list does, and another link can be made of it.
      setProblem(t('staff.failed'))
    }
  }
  return (
    <Paper
      withBorder
      p="md"
      component="form"
      aria-label={t('staff.invite')}
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault()
        void submit()
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t('staff.invite')}
        </Title>
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group align="end">
          <TextInput
            label={t('staff.name')}
            autoComplete="off"
            required
            ref={first}
            flex="1 1 180px"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('session.email')}
            inputMode="email"
            autoCapitalize="none"
            spellCheck={false}
            autoComplete="off"
            required
            flex="1 1 220px"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <RoleSelect role={role} onChange={setRole} />
          <Button type="submit" loading={loading}>
            {t('staff.makeLink')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
