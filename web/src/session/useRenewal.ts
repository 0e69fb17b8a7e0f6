import { useApolloClient } from '@apollo/client/react'
import { useEffect } from 'react'

import { RenewSessionDocument, SessionEndDocument } from '@/gql/graphql'

const ASK_AGAIN_MS = 60_000

/** Renews the session whenever half of what was left of it has passed, for as long as the page is open. */
export function useRenewal(signedIn: boolean): void {
  const client = useApolloClient()

  useEffect(() => {
    if (!signedIn) return
    let stopped = false
    let timer: ReturnType<typeof setTimeout>
    const at = (expiresAt: string) => {
      const half = (Date.parse(expiresAt) - Date.now()) / 2
      later(renew, Math.max(half, ASK_AGAIN_MS))
    }
    const later = (step: () => Promise<void>, wait: number) => {
      if (!stopped) timer = setTimeout(() => void step().catch(() => later(step, ASK_AGAIN_MS)), wait)
    }
    const look = async () => {
      const { data } = await client.query({ query: SessionEndDocument, fetchPolicy: 'no-cache' })
      const current = data?.sessions.find((session) => session.current)
      if (current) at(current.expiresAt)
    }
    const renew = async () => {
      const { data } = await client.mutate({ mutation: RenewSessionDocument, fetchPolicy: 'no-cache' })
      // A session as old as it may become ends when it ends; then the page asks for the password.
      if (data?.renewSession?.__typename === 'Session') at(data.renewSession.expiresAt)
    }
    later(look, 0)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [client, signedIn])
}
