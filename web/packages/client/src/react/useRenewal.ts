import { useEffect, useEffectEvent } from 'react'

import { keepRenewed, type Renewal } from '../core/index.js'

/** Renews the session whenever half of what was left of it has passed, for as long as somebody is signed in. */
export function useRenewal(signedIn: boolean, renewal: Renewal): void {
  const endsAt = useEffectEvent(renewal.endsAt)
  const renew = useEffectEvent(renewal.renew)
  useEffect(() => {
    if (!signedIn) return
    return keepRenewed({ endsAt: () => endsAt(), renew: () => renew() })
  }, [signedIn])
}
