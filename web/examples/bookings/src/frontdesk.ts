import { ApolloClient } from '@apollo/client'
import { Connection } from '@frontdesk/client'
import { apolloExecutor, connectionLink, GuardedCache } from '@frontdesk/client/apollo'

import { MeDocument, SignInDocument } from './gql/graphql'
import possible from './gql/possibleTypes'

/** A window that is no browser's may keep the token in the keyring of its system: see examples/desktop. */
interface Shell {
  server: string
  keptToken: () => Promise<string | null>
  keepToken: (token: string | null) => Promise<boolean>
}
const { frontdeskShell: shell } = globalThis as { frontdeskShell?: Shell }

const server: string = shell?.server ?? import.meta.env.VITE_FRONTDESK_URL ?? 'http://127.0.0.1:8080'

/** In a browser kept nowhere but here: the cookie is for the server's own pages, any script can read localStorage. */
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
  void shell?.keepToken(token)
  // What somebody else has read is not for whoever comes next.
  await client.clearStore()
  connection.signedIn()
  return answer.user
}

/** Answers who is still signed in, by a token that was kept. */
export async function resume(): Promise<User | undefined> {
  const kept = await shell?.keptToken()
  if (!kept || token) return undefined
  token = kept
  try {
    const asking = { fetchPolicy: 'no-cache', withoutSession: true } as const
    const { me } = await executor.execute(MeDocument, {}, asking)
    if (me) return me
  } catch {
    // The server is away, or does not know the token any more.
  }
  token = undefined
  return undefined
}

export function signOut(): void {
  token = undefined
  void shell?.keepToken(null)
}
