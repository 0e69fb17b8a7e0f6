import { createContext, use } from 'react'

import type { Offers } from './Offers'

export const OffersContext = createContext<Offers | undefined>(undefined)

export function useOffers(): Offers {
  const offers = use(OffersContext)
  if (!offers) throw new Error('useOffers is used outside of OffersProvider')
  return offers
}
