import { lazy, Suspense, useEffect, useEffectEvent } from 'react'

import { isTyping } from '@/ui/typing'
import { useEscapeFirst } from '@/ui/useEscapeFirst'

const ShortcutsDialog = lazy(() => import('./ShortcutsDialog'))

interface Props {
  opened: boolean
  setOpened: (opened: boolean) => void
}

/** The sheet of what the keyboard can do, from any screen: by the question mark. */
export function Shortcuts({ opened, setOpened }: Props) {
  const close = () => setOpened(false)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== '?' || event.ctrlKey || event.metaKey || event.defaultPrevented) return
    if (isTyping(event.target)) return
    event.preventDefault()
    setOpened(true)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
  useEscapeFirst(opened, close)
  return (
    opened && (
      <Suspense>
        <ShortcutsDialog onClose={close} />
      </Suspense>
    )
  )
}
