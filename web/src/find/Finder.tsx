import { ActionIcon } from '@mantine/core'
import { lazy, Suspense, useEffect, useEffectEvent } from 'react'

import { useI18n } from '@/i18n'
import { useEscapeFirst } from '@/ui/useEscapeFirst'

const FinderDialog = lazy(() => import('./FinderDialog'))

interface Props {
  opened: boolean
  setOpened: (opened: boolean) => void
}

/** The way to whatever one knows a name or a number of, from any screen: Ctrl+K. */
export function Finder({ opened, setOpened }: Props) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event
    if (key.toLowerCase() !== 'k' || ctrlKey === metaKey || shiftKey || altKey) return
    event.preventDefault()
    setOpened(true)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
  // The dialog of a row that is open below it stays.
  useEscapeFirst(opened, () => setOpened(false))
  return (
    opened && (
      <Suspense>
        <FinderDialog onClose={() => setOpened(false)} />
      </Suspense>
    )
  )
}

/** The same for the mouse. */
export function FinderButton({ setOpened }: Pick<Props, 'setOpened'>) {
  const { t } = useI18n()
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={t('find.open')}
      aria-keyshortcuts="Control+K"
      onClick={() => setOpened(true)}
    >
      <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden>
        <circle cx="10.5" cy="10.5" r="6.5" strokeWidth="2" />
        <path d="m15.5 15.5 5 5" strokeWidth="2" strokeLinecap="round" />
      </svg>
    </ActionIcon>
  )
}
