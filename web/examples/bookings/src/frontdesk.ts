import { ApolloClient } from '@apollo/client'
import { Connection } from '@frontdesk/client'
import { apolloExecutor, connectionLink, GuardedCache } from '@frontdesk/client/apollo'

import { SignInDocument } from './gql/graphql'
import possible from './gql/possibleTypes'

const server: string = import.meta.env.VITE_FRONTDESK_URL ?? 'http://127.0.0.1:8080'

/** Kept nowhere but here: the cookie is for the server's own pages, and localStorage can be read by any script. */
let token: string | undefined

export const connection = new Connection({ url: `${server}/graphql`, token: () => token })

/** In it, no row goes back to an older version. */
export const cache = new GuardedCache({
  possibleTypes: possible.possibleTypes,
  versioned: ['Booking', 'Guest'],
})
export const client = new ApolloClient({ link: connectionLink(connection), cache })

export const executor = apolloExecutor(client)

export interface User {
  id: string
  name: string
}

/** Answers who has signed in, or why nobody has. */
export async function signIn(email: string, password: string): Promise<User | string> {
  token = undefined
  const asking = { fetchPolicy: 'no-cache', withoutSession: true } as const
  const { signIn: answer } = await executor.execute(SignInDocument, { email, password }, asking)
  if (answer?.__typename !== 'Session') return answer?.message ?? 'The server did not answer.'
  token = answer.token
  // What somebody else has read is not for whoever comes next.
  await client.clearStore()
  connection.signedIn()
  return answer.user
}

export function signOut(): void {
  token = undefined
}
