import { useEffect, useEffectEvent } from 'react'

/**
 * Keeps Escape from every dialog while `held`. Mantine's dialogs listen for it on the window: whoever was there before
 * the first of them hears of it first, so this belongs to a component that is there from the beginning.
 */
export function useEscapeHeld(held: boolean): void {
  const hold = useEffectEvent((event: KeyboardEvent) => {
    if (held && event.key === 'Escape') event.stopImmediatePropagation()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => hold(event)
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }, [])
}
