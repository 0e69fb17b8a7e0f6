import { useApolloClient } from '@apollo/client/react'
import { useEffect } from 'react'

import { SessionEndDocument } from '@/gql/graphql'
import { keep, shownOf, useKeeping, useLastShown } from '@/kept'
import { useSession } from '@/session/context'

/** What is shown is kept this often, while it is known to be as it is now. */
const KEEP_MS = 5_000
/** A session is renewed meanwhile: its end is asked for again. */
const ASK_MS = 10 * 60_000

/** Keeps what the page shows on this device, where that is switched on. */
export function useKeepLast(): void {
  const client = useApolloClient()
  const { user, connection } = useSession()
  const shown = useLastShown()
  const [keeping] = useKeeping()
  useEffect(() => {
    if (!keeping) return
    let end: { until: string | undefined; asked: number } | undefined
    const keepNow = async () => {
      if (connection.state !== 'open') return
      if (!end || Date.now() - end.asked > ASK_MS) {
        const { data } = await client.query({ query: SessionEndDocument, fetchPolicy: 'no-cache' })
        const until = data?.sessions.find((session) => session.current)?.expiresAt
        end = { until, asked: Date.now() }
      }
      // Whoever has opened the page without the server shows what is kept already.
      if (end.until === undefined || shown.at !== undefined) return
      const cache = shownOf(client.cache.extract() as Record<string, unknown>)
      await keep({ user, until: end.until, at: Date.now(), cache, plan: shown.plan() })
    }
    const keepSoon = () => void keepNow().catch(() => undefined)
    keepSoon()
    const timer = setInterval(keepSoon, KEEP_MS)
    document.addEventListener('visibilitychange', keepSoon)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', keepSoon)
    }
  }, [keeping, client, connection, user, shown])
}
