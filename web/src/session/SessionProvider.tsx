import { useApolloClient } from '@apollo/client/react'
import { Center, Paper, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'

import type { Connection } from '@frontdesk/client'
import { SignOutDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { eraseKept, type Kept, LastShown, LastShownContext, readKept } from '@/kept'
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
  /**
   * `ended`: the server ended the session under an open page, which stays as it is. `unasked`: the page was opened while
   * the server is away, for whoever it was that it showed last.
   */
  | { is: 'in'; user: SignedInUser; ended: boolean; unasked?: boolean }

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
  const unasked = state.is === 'in' && state.unasked === true
  const [shown] = useState(() => new LastShown())

  const whoAmI = useEffectEvent(() => whoIsSignedIn(client))

  /** What was kept of the page is shown while nobody can say who is signed in. */
  const openKept = useEffectEvent((kept: Kept<SignedInUser>) => {
    client.cache.restore(kept.cache)
    shown.begin(kept.at, kept.plan)
    setState({ is: 'in', user: kept.user, ended: false, unasked: true })
  })

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let over = false
    let opened = false
    const ask = (answer: typeof first) => {
      answer.then(
        (user) => {
          setState((now) => answered(now, user))
          void eraseUnlessOf(user?.id)
        },
        async () => {
          const kept = opened ? undefined : await readKept<SignedInUser>().catch(() => undefined)
          if (over) return
          if (kept) openKept(kept)
          else if (!opened) setState({ is: 'asking', unreachable: true })
          opened ||= kept !== undefined
          timer = setTimeout(() => ask(whoAmI()), ASK_AGAIN_MS)
        },
      )
    }
    ask(first)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [first])

  // A socket is closed for other reasons too: only the server knows whether the session has ended. It may also be
  // somebody else's by now: all tabs of a browser have one.
  const lookAgain = useEffectEvent(async () => {
    const found = await whoAmI()
    if (found && found.id === user?.id) {
      connection.resume()
      return
    }
    setState((now) => (now.is === 'in' ? { ...now, ended: true } : now))
    await eraseKept()
  })
  useEffect(() => connection.sessionEnded.on(() => void lookAgain().catch(() => undefined)), [connection])

  const signedIn = (user: SignedInUser) => {
    void eraseUnlessOf(user.id)
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
    shown.clear()
    setState({ is: 'out' })
    await Promise.all([client.clearStore(), eraseKept().catch(() => undefined)])
  }, [client, unsaved, shown, t])
  const session = useMemo<Session | undefined>(
    () =>
      user && {
        user,
        connection,
        signOut: () => (unsaved.isEmpty ? void signOut() : setLeaving(true)),
      },
    [user, connection, unsaved, signOut],
  )
  useRenewal(user !== undefined && !ended && !unasked)
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
      <LastShownContext value={shown}>{children}</LastShownContext>
      <DiscardDialog opened={leaving} onKeep={() => setLeaving(false)} onDiscard={() => void signOut()} />
      <SessionEndedDialog opened={ended} user={session.user} unsaved={unsaved} onSignedIn={signedIn} />
    </SessionContext>
  )
}

/** Whom the server says it is, once it answers. Where the page was opened without it, for another, that one's is over. */
function answered(now: State, user: SignedInUser | undefined): State {
  if (now.is !== 'in') return user ? { is: 'in', user, ended: false } : { is: 'out' }
  return user?.id === now.user.id
    ? { is: 'in', user, ended: now.ended }
    : { ...now, ended: true, unasked: false }
}

/** Nobody is left what somebody else was shown. */
async function eraseUnlessOf(userId: string | undefined): Promise<void> {
  const kept = await readKept<SignedInUser>().catch(() => undefined)
  if (kept?.user.id !== userId) await eraseKept().catch(() => undefined)
}
