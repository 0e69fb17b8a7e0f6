import 'graphiql/graphiql.css'

import { GraphiQL } from 'graphiql'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { createFetcher } from './playground/fetcher'
import { FillIn, Subject } from './playground/FillIn'
import { GUIDE, OpenGuide } from './playground/Guide'
import { storyTabs } from './playground/tabs'
import { isDemo } from './session/demo'

const subject = new Subject()
const fetcher = createFetcher((booking) => subject.listed(booking))
const tabs = storyTabs(isDemo())
const plugins = [GUIDE]

const root = document.getElementById('root')
if (!root) throw new Error('graphiql.html has no #root')
createRoot(root).render(
  <StrictMode>
    <div style={{ height: '100dvh' }}>
      <GraphiQL
        fetcher={fetcher}
        defaultTabs={tabs}
        plugins={plugins}
        defaultEditorToolsVisibility="variables"
        shouldPersistHeaders={false}
      >
        <GraphiQL.Logo>
          <a href="/" className="graphiql-logo-link">
            Frontdesk
          </a>
          <FillIn subject={subject} />
          <OpenGuide />
        </GraphiQL.Logo>
      </GraphiQL>
    </div>
  </StrictMode>,
)
