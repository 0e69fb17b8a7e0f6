import { ApolloProvider } from '@apollo/client/react'
import { useCallback, useEffect, useState } from 'react'

import { client, onSignedOut, signOut, type User } from './client'
import { Desk } from './Desk'
import { SignIn } from './SignIn'

export default function App() {
  const [user, setUser] = useState<User>()
  const leave = useCallback(() => {
    signOut()
    setUser(undefined)
  }, [])
  useEffect(() => onSignedOut(leave), [leave])
  return (
    <ApolloProvider client={client}>
      {user ? <Desk user={user} onLeave={leave} /> : <SignIn onSignedIn={setUser} />}
    </ApolloProvider>
  )
}
