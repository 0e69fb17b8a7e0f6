import type { Drafts } from '@frontdesk/client'
import { createContext, type ReactNode, use, useEffect } from 'react'

const DraftsContext = createContext<Drafts | undefined>(undefined)

export function useDrafts(): Drafts {
  const drafts = use(DraftsContext)
  if (!drafts) throw new Error('useDrafts is used outside of DraftsProvider')
  return drafts
}

/** Asks before the page is closed over drafts. */
export function DraftsProvider({ drafts, children }: { drafts: Drafts; children: ReactNode }) {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!drafts.isEmpty) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [drafts])
  return <DraftsContext value={drafts}>{children}</DraftsContext>
}
