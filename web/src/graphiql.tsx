import 'graphiql/graphiql.css'

import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { createClient } from 'graphql-ws'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

// The session is the front desk's: its cookie goes along with requests and with the socket's upgrade.
const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  wsClient: createClient({ url: '/graphql', retryAttempts: Infinity }),
})

const root = document.getElementById('root')
if (!root) throw new Error('graphiql.html has no #root')
createRoot(root).render(
  <StrictMode>
    <div style={{ height: '100dvh' }}>
      <GraphiQL fetcher={fetcher} shouldPersistHeaders={false} />
    </div>
  </StrictMode>,
)
