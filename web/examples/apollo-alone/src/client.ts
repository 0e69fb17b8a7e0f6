import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { SetContextLink } from '@apollo/client/link/context'
import { ErrorLink } from '@apollo/client/link/error'
import { RetryLink } from '@apollo/client/link/retry'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createClient } from 'graphql-ws'

import { SignInDocument } from './gql/graphql'
import possible from './gql/possibleTypes'

const server: string = import.meta.env.VITE_FRONTDESK_URL ?? 'http://127.0.0.1:8080'

/** Kept nowhere but here: localStorage can be read by any script. */
let token: string | undefined
const bearer = (): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {})

const signedOut = new Set<() => void>()
/** Calls when the server no longer knows who we are. Answers how to stop listening. */
export function onSignedOut(listener: () => void): () => void {
  signedOut.add(listener)
  return () => void signedOut.delete(listener)
}
const tellSignedOut = () => {
  for (const listener of signedOut) listener()
}

export type ConnectionState = 'connecting' | 'open' | 'lost'
let state: ConnectionState = 'connecting'
const watchers = new Set<() => void>()
export const connectionState = {
  get: () => state,
  subscribe: (watcher: () => void) => {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
  },
}
function become(next: ConnectionState): void {
  state = next
  for (const watcher of watchers) watcher()
}

let pong: ReturnType<typeof setTimeout>
const socket = createClient({
  url: `${server.replace(/^http/, 'ws')}/graphql`,
  connectionParams: bearer,
  retryAttempts: Infinity,
  shouldRetry: () => true,
  keepAlive: 15_000,
  on: {
    connected: () => become('open'),
    ping: (received) => {
      if (!received) pong = setTimeout(() => socket.terminate(), 10_000)
    },
    pong: (received) => {
      if (received) clearTimeout(pong)
    },
    closed: (event) => {
      clearTimeout(pong)
      become('lost')
      const { code } = event as CloseEvent
      if (code === 4401 || code === 4403) tellSignedOut()
    },
  },
})

const http = ApolloLink.from([
  new ErrorLink(({ error }) => {
    if (!CombinedGraphQLErrors.is(error)) return
    if (error.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED')) tellSignedOut()
  }),
  new RetryLink({ attempts: { max: 4 } }),
  new SetContextLink(({ headers }) => ({ headers: { ...headers, ...bearer() } })),
  new HttpLink({ uri: `${server}/graphql`, credentials: 'omit' }),
])

export const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    http,
  ),
  cache: new InMemoryCache({ possibleTypes: possible.possibleTypes }),
})

export interface User {
  id: string
  name: string
}

/** Answers who has signed in, or why nobody has. */
export async function signIn(email: string, password: string): Promise<User | string> {
  token = undefined
  const { data } = await client.mutate({
    mutation: SignInDocument,
    variables: { email, password },
    fetchPolicy: 'no-cache',
  })
  const answer = data?.signIn
  if (answer?.__typename !== 'Session') return answer?.message ?? 'The server did not answer.'
  token = answer.token
  await client.clearStore()
  socket.terminate()
  return answer.user
}

export function signOut(): void {
  token = undefined
}
