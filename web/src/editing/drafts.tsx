import type { Drafts } from '@frontdesk/client'
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { useSession } from '@/session/context'

import { carry, takeCarried } from './carry'

const DraftsContext = createContext<{ drafts: Drafts; reload: () => void } | undefined>(undefined)

function useProvided() {
  const provided = use(DraftsContext)
  if (!provided) throw new Error('useDrafts is used outside of DraftsProvider')
  return provided
}

export function useDrafts(): Drafts {
  return useProvided().drafts
}

/** Loads the page anew, and takes along what was typed. */
export function useReload(): () => void {
  return useProvided().reload
}

/** Asks before the page is closed over drafts, unless the next one has them. */
export function DraftsProvider({ drafts, children }: { drafts: Drafts; children: ReactNode }) {
  const account = useSession().user.id
  const carried = useRef(false)
  // Before the first form asks for its draft.
  useState(() => takeCarried(account, drafts))
  const reload = useCallback(() => {
    carried.current = carry(account, drafts)
    window.location.reload()
  }, [account, drafts])
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!drafts.isEmpty && !carried.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [drafts])
  const provided = useMemo(() => ({ drafts, reload }), [drafts, reload])
  return <DraftsContext value={provided}>{children}</DraftsContext>
}
