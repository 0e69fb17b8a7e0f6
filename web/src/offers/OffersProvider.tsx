import { type ReactNode, useEffect, useState } from 'react'

import { useUser } from '@/session/context'

import { OffersContext } from './context'
import { Offers } from './Offers'

/** Keeps what waits for a decision as long as the page is open, and from who signs in next. */
export function OffersProvider({ children }: { children: ReactNode }) {
  const [offers] = useState(() => new Offers())
  const { id } = useUser()
  useEffect(() => () => offers.clear(), [offers, id])
  return <OffersContext value={offers}>{children}</OffersContext>
}
