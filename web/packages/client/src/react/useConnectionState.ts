import { useCallback, useSyncExternalStore } from 'react'

import type { Connection, ConnectionState } from '../core/index.js'

/** Whether changes arrive just now. */
export function useConnectionState(connection: Connection): ConnectionState {
  const subscribe = useCallback((changed: () => void) => connection.states.on(changed), [connection])
  return useSyncExternalStore(subscribe, () => connection.state)
}
