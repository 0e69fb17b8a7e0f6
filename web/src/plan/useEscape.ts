import { useEffect, useEffectEvent } from 'react'

/** Where Escape has another meaning: what is typed is cleared, what is open is closed. */
const ELSEWHERE = 'input, textarea, select, [role=dialog], [role=menu], [role=listbox]'

/** Escape, wherever on the screen, as long as it means nothing nearer. */
export function useEscape(active: boolean, escape: () => void): void {
  const onEscape = useEffectEvent(escape)
  useEffect(() => {
    if (!active) return
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (event.target instanceof Element && event.target.closest(ELSEWHERE)) return
      if (!document.querySelector('[role=dialog], [role=menu]')) onEscape()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [active])
}
