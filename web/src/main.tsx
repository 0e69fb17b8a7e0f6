import '@mantine/core/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/notifications/styles.css'
import './ui/calendar.css'
import './ui/touch.css'

import { ApolloClient } from '@apollo/client'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './App'
import { Connection } from '@frontdesk/client'
import { connectionLink, GuardedCache } from '@frontdesk/client/apollo'
import { NOUNS } from './gql/nouns'
import possible from './gql/possibleTypes'
import { keepPage } from './shell/worker'
import { whoIsSignedIn } from './session/whoIsSignedIn'

const connection = new Connection()
const client = new ApolloClient({
  link: connectionLink(connection),
  cache: new GuardedCache({
    possibleTypes: possible.possibleTypes,
    versioned: NOUNS,
  }),
})

keepPage(connection)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    {/* Asked while the first frame is drawn. */}
    <App client={client} connection={connection} first={whoIsSignedIn(client)} />
  </StrictMode>,
)
