import { useApolloClient } from '@apollo/client/react'
import { Center, Paper, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'

import type { Connection } from '@frontdesk/client'
import { SignOutDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DiscardDialog } from '@/ui/DiscardDialog'
import { Waiting } from '@/ui/Waiting'

import { type Session, SessionContext, type SignedInUser, type Unsaved } from './context'
import { SessionEndedDialog } from './SessionEndedDialog'
import { SignInForm } from './SignInForm'
import { useEscapeHeld } from './useEscapeHeld'
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
  unsaved: Unsaved
  children: ReactNode
}

/** Shows the page to who is signed in, and the sign-in form to who is not. */
export function SessionProvider({ connection, first, unsaved, children }: Props) {
  const { t } = useI18n()
  const client = useApolloClient()
  const [state, setState] = useState<State>({ is: 'asking', unreachable: false })
  const [leaving, setLeaving] = useState(false)
  const user = state.is === 'in' ? state.user : undefined
  const ended = state.is === 'in' && state.ended

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

  // A socket is closed for other reasons too: only the server knows whether the session has ended. It may also be
  // somebody else's by now: all tabs of a browser have one.
  const lookAgain = useEffectEvent(async () => {
    const found = await whoAmI()
    if (found && found.id === user?.id) connection.resume()
    else setState((now) => (now.is === 'in' ? { ...now, ended: true } : now))
  })
  useEffect(() => connection.sessionEnded.on(() => void lookAgain().catch(() => undefined)), [connection])

  const signedIn = (user: SignedInUser) => {
    setState({ is: 'in', user, ended: false })
    connection.signedIn()
  }
  const signOut = useCallback(async () => {
    setLeaving(false)
    try {
      await client.mutate({ mutation: SignOutDocument, fetchPolicy: 'no-cache' })
    } catch {
      notifications.show({ message: t('session.failed'), color: 'red' })
      return
    }
    unsaved.clear()
    setState({ is: 'out' })
    await client.clearStore()
  }, [client, unsaved, t])
  const session = useMemo<Session | undefined>(
    () =>
      user && {
        user,
        connection,
        signOut: () => (unsaved.isEmpty ? void signOut() : setLeaving(true)),
      },
    [user, connection, unsaved, signOut],
  )
  useRenewal(user !== undefined && !ended)
  useEscapeHeld(ended)

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
      <DiscardDialog opened={leaving} onKeep={() => setLeaving(false)} onDiscard={() => void signOut()} />
      <SessionEndedDialog opened={ended} user={session.user} unsaved={unsaved} onSignedIn={signedIn} />
    </SessionContext>
  )
}
