import { useEffect, useState } from 'react'

import { useI18n } from '@/i18n'

/** How long ago a moment is, as it goes by. */
export function Ago({ at }: { at: string }) {
  const { ago, moment } = useI18n()
  const [now, setNow] = useState(() => Date.now())
  // Never to come, where this machine's clock is slow.
  const age = Math.max(0, now - Date.parse(at))
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), age < 60_000 ? 1_000 : 30_000)
    return () => clearTimeout(timer)
  }, [now, age])
  return (
    // Its every second is not read out.
    <time dateTime={at} title={moment(at)} aria-live="off">
      {ago(age)}
    </time>
  )
}
