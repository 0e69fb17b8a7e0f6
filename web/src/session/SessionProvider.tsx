import { useApolloClient } from '@apollo/client/react'
import { Center, Modal, Paper, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useState } from 'react'

import type { Connection } from '@/frontdesk'
import { SignOutDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { Waiting } from '@/ui/Waiting'

import { type Session, SessionContext, type SignedInUser } from './context'
import { SignInForm } from './SignInForm'
import { useRenewal } from './useRenewal'
import { whoIsSignedIn } from './whoIsSignedIn'

type State =
  | { is: 'asking'; unreachable: boolean }
  | { is: 'out' }
  /** `ended`: the server ended the session under an open page, which stays as it is. */
  | { is: 'in'; user: SignedInUser; ended: boolean }

const ASK_AGAIN_MS = 2000

interface Props {
  connection: Connection
  /** The first answer to who is signed in: it was asked before the page was drawn. */
  first: ReturnType<typeof whoIsSignedIn>
  children: ReactNode
}

/** Shows the page to who is signed in, and the sign-in form to who is not. */
export function SessionProvider({ connection, first, children }: Props) {
  const { t } = useI18n()
  const client = useApolloClient()
  const [state, setState] = useState<State>({ is: 'asking', unreachable: false })

  const whoAmI = useEffectEvent(() => whoIsSignedIn(client))

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const ask = (answer: typeof first) => {
      answer.then(
        (user) => setState(user ? { is: 'in', user, ended: false } : { is: 'out' }),
        () => {
          setState({ is: 'asking', unreachable: true })
          timer = setTimeout(() => ask(whoAmI()), ASK_AGAIN_MS)
        },
      )
    }
    ask(first)
    return () => clearTimeout(timer)
  }, [first])

  // A socket is closed for other reasons too: only the server knows whether the session has ended.
  useEffect(
    () =>
      connection.sessionEnded.on(() => {
        whoAmI().then(
          (user) => {
            if (user) connection.resume()
            else setState((now) => (now.is === 'in' ? { ...now, ended: true } : now))
          },
          () => undefined,
        )
      }),
    [connection],
  )

  const signedIn = (user: SignedInUser) => {
    // Somebody else must not send what waits to be sent, nor see what was on the screen.
    if (state.is === 'in' && state.user.id !== user.id) {
      window.location.reload()
      return
    }
    setState({ is: 'in', user, ended: false })
    connection.signedIn()
  }

  const user = state.is === 'in' ? state.user : undefined
  const session = useMemo<Session | undefined>(
    () =>
      user && {
        user,
        connection,
        signOut: async () => {
          await client.mutate({ mutation: SignOutDocument, fetchPolicy: 'no-cache' })
          setState({ is: 'out' })
          await client.clearStore()
        },
      },
    [user, connection, client],
  )
  useRenewal(state.is === 'in' && !state.ended)

  if (state.is === 'asking') {
    return (
      <>
        <Waiting />
        {state.unreachable && (
          <Text ta="center" role="status">
            {t('session.unreachable')}
          </Text>
        )}
      </>
    )
  }
  if (!session) {
    return (
      <Center mih="100dvh" p="md" component="main">
        <Paper withBorder p="xl" w={420} maw="100%">
          <Title order={1} size="h2" mb="md">
            {t('app.name')}
          </Title>
          <SignInForm onSignedIn={signedIn} />
        </Paper>
      </Center>
    )
  }
  return (
    <SessionContext value={session}>
      {children}
      <Modal
        opened={state.is === 'in' && state.ended}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={t('session.ended.title')}
        zIndex={1000}
      >
        <Text mb="md">{t('session.ended.text')}</Text>
        <SignInForm email={session.user.email} onSignedIn={signedIn} />
      </Modal>
    </SessionContext>
  )
}
