import { useEffect, useEffectEvent } from 'react'

/**
 * Hears of Escape before every dialog while `active`: the one on top closes, and none below it. Dialogs that lie over
 * others without being in their stack need it. It belongs to a component that is there from the beginning.
 */
export function useEscapeFirst(active: boolean, onEscape: () => void): void {
  const first = useEffectEvent((event: KeyboardEvent) => {
    if (!active || event.key !== 'Escape') return
    event.stopImmediatePropagation()
    onEscape()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => first(event)
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }, [])
}
