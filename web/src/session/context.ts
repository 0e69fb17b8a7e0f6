import { createContext, use } from 'react'

import type { Connection } from '@frontdesk/client'
import type { MeQuery } from '@/gql/graphql'

export type SignedInUser = NonNullable<MeQuery['me']>

/** What was typed and is saved nowhere: it goes with who typed it. */
export interface Unsaved {
  readonly isEmpty: boolean
  clear: () => void
}

export interface Session {
  user: SignedInUser
  connection: Connection
  /** Asks first where something typed would be lost. */
  signOut: () => void
}

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession is used where nobody is signed in')
  return session
}

/** Who is signed in. */
export function useUser(): SignedInUser {
  return useSession().user
}

/** Whether the reader may do what needs `role`; the server decides in the end. */
export function useMay(role: SignedInUser['role']): boolean {
  const ranks = ['VIEWER', 'DESK', 'MANAGER'] as const
  return ranks.indexOf(useUser().role) >= ranks.indexOf(role)
}
