import { type RefObject, useEffect, useEffectEvent } from 'react'

const STEP_MS = 250

/**
 * Ends after so long in sight: the time stands still while the pointer or the keyboard is at it, and while it is not
 * shown.
 */
export function useLinger(at: RefObject<HTMLElement | null>, forMs: number, end: () => void): void {
  const leave = useEffectEvent(end)
  useEffect(() => {
    const element = at.current?.closest('[role=alert]') ?? at.current
    if (!element) return
    let left = forMs
    const timer = setInterval(() => {
      const isRead = element.matches(':hover, :focus-within')
      if (isRead || !element.checkVisibility()) return
      left -= STEP_MS
      if (left > 0) return
      clearInterval(timer)
      leave()
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [at, forMs])
}
