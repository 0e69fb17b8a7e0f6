import { Indicator, Tooltip, VisuallyHidden } from '@mantine/core'
import { useSyncExternalStore } from 'react'

import { useI18n } from '@/i18n'
import { useSession } from '@/session/context'

const COLORS = { open: 'teal', connecting: 'yellow', lost: 'red' } as const

/** Whether changes of others arrive. */
export function ConnectionIndicator() {
  const { t } = useI18n()
  const { connection } = useSession()
  const state = useSyncExternalStore(
    (changed) => connection.states.on(changed),
    () => connection.state,
  )
  const text = t(`connection.${state}`)
  return (
    <Tooltip label={text}>
      <Indicator
        inline
        position="middle-center"
        size={12}
        color={COLORS[state]}
        processing={state !== 'open'}
      >
        <div role="status" data-connection={state} style={{ width: 24, height: 24 }}>
          <VisuallyHidden>{text}</VisuallyHidden>
        </div>
      </Indicator>
    </Tooltip>
  )
}
