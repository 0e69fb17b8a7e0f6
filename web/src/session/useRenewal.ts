import { useApolloClient } from '@apollo/client/react'
import { useRenewal as useKeptRenewed } from '@frontdesk/client/react'

import { RenewSessionDocument, SessionEndDocument } from '@/gql/graphql'

/** Renews the session for as long as the page is open. */
export function useRenewal(signedIn: boolean): void {
  const client = useApolloClient()
  useKeptRenewed(signedIn, {
    endsAt: async () => {
      const { data } = await client.query({ query: SessionEndDocument, fetchPolicy: 'no-cache' })
      return data?.sessions.find((session) => session.current)?.expiresAt
    },
    // A session as old as it may become ends when it ends; then the page asks for the password.
    renew: async () => {
      const { data } = await client.mutate({ mutation: RenewSessionDocument, fetchPolicy: 'no-cache' })
      return data?.renewSession?.__typename === 'Session' ? data.renewSession.expiresAt : undefined
    },
  })
}
