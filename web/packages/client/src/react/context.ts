import { createContext, use } from 'react'

import type { Executor } from '../core/index.js'

/** How the hooks below it get to the server. */
export const FrontdeskContext = createContext<Executor | undefined>(undefined)

export function useExecutor(): Executor {
  const executor = use(FrontdeskContext)
  if (!executor) throw new Error('a hook of @frontdesk/client/react is used outside of FrontdeskContext')
  return executor
}
