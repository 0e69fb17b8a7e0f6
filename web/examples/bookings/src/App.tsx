import { ApolloProvider } from '@apollo/client/react'
import { FrontdeskContext } from '@frontdesk/client/react'
import { useEffect, useEffectEvent, useState } from 'react'

import { Desk } from './Desk'
import { client, connection, executor, resume, signOut, type User } from './frontdesk'
import { openQueue, type Saves } from './queue'
import { SignIn } from './SignIn'

export default function App() {
  const [session, setSession] = useState<{ user: User; queue: Saves }>()

  const begin = async (user: User) => setSession({ user, queue: await openQueue(user.id) })
  const leave = () => {
    // What waits is sent by the next queue of the same account.
    void session?.queue.close()
    signOut()
    setSession(undefined)
  }
  const resumed = useEffectEvent((user: User | undefined) => (user ? begin(user) : undefined))
  useEffect(() => void resume().then(resumed), [])
  const ended = useEffectEvent(leave)
  useEffect(() => connection.sessionEnded.on(() => ended()), [])

  return (
    <ApolloProvider client={client}>
      <FrontdeskContext value={executor}>
        {session ? <Desk {...session} onLeave={leave} /> : <SignIn onSignedIn={begin} />}
      </FrontdeskContext>
    </ApolloProvider>
  )
}
