import type { ApolloClient } from '@apollo/client'

import { MeDocument } from '@/gql/graphql'

import type { SignedInUser } from './context'

/** Asks the server: no script can read the session. */
export async function whoIsSignedIn(client: ApolloClient): Promise<SignedInUser | undefined> {
  const { data } = await client.query({ query: MeDocument, fetchPolicy: 'no-cache' })
  return data?.me ?? undefined
}
