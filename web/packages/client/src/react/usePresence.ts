import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useSyncExternalStore } from 'react'

import {
  type Activity,
  join,
  type Joining,
  othersOf,
  type Place,
  type PresenceStore,
  type Present,
} from '../core/index.js'
import { useExecutor } from './context.js'

/**
 * Is at a place for as long as the component is there; nowhere while there is none. `key` names the place. Answers how
 * to say what one does there.
 */
export function useJoin<TPlace extends object>(
  key: string | undefined,
  joining: (key: string) => Joining<TPlace>,
): (activity: Activity) => void {
  const executor = useExecutor()
  const place = useRef<Place>(undefined)
  const there = useEffectEvent(joining)

  useEffect(() => {
    if (key === undefined) return
    const joined = join(executor, there(key))
    place.current = joined
    return () => {
      place.current = undefined
      joined.leave()
    }
  }, [executor, key])

  return useCallback((activity) => place.current?.tell(activity), [])
}

/** The others who have a place open, in the order in which they came. */
export function useOthers<Somebody extends Present>(
  store: PresenceStore<Somebody>,
  place: string,
  me: string,
): readonly Somebody[] {
  const present = useSyncExternalStore(
    useCallback((changed) => store.changed.on(changed), [store]),
    () => store.at(place),
  )
  return useMemo(() => othersOf(present, me), [present, me])
}
