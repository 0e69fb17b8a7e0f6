import { useApolloClient } from '@apollo/client/react'
import { useExecutor } from '@frontdesk/client/react'
import { type ReactNode, useEffect, useState } from 'react'

import { useSession } from '@/session/context'

import { OutboxContext } from './context'
import { Outbox } from './Outbox'

/** Keeps the saves of whoever is signed in while the server is away. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const { user, connection } = useSession()
  const client = useApolloClient()
  const executor = useExecutor()
  const [outbox] = useState(() => new Outbox(client, executor, connection))
  useEffect(() => outbox.serve(user.id), [outbox, user.id])
  return <OutboxContext value={outbox}>{children}</OutboxContext>
}
