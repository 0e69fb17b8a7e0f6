import { useEffect, useState } from 'react'

import { useSession } from '@/session/context'

import { type ConnectionNews, watchConnection } from './connectionNews'

/** What there is to say of the connection to the server. */
export function useConnectionNews(): ConnectionNews {
  const { connection } = useSession()
  const [news, setNews] = useState<ConnectionNews>({
    is: connection.state === 'open' ? 'open' : 'connecting',
  })
  useEffect(() => watchConnection(connection, setNews), [connection])
  return news
}
