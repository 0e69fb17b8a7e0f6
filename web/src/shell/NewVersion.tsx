import { notifications } from '@mantine/notifications'
import { Button, Text } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'

import { useReload } from '@/editing'
import { useI18n } from '@/i18n'
import { useSession } from '@/session/context'
import { onFileMissing } from '@/ui/missingFiles'

import { isNewer } from './build'

/** Says that the server has a newer page: it may after each time that it was away, and where a file is gone. */
export function NewVersion() {
  const { t } = useI18n()
  const { connection } = useSession()
  const reload = useReload()
  const say = useEffectEvent(() =>
    notifications.show({
      id: 'version',
      autoClose: false,
      closeButtonProps: { 'aria-label': t('editing.close') },
      message: (
        <>
          <Text size="sm">{t('version.newer')}</Text>
          <Button size="compact-sm" mt="xs" onClick={reload}>
            {t('version.reload')}
          </Button>
        </>
      ),
    }),
  )
  useEffect(() => {
    let over = false
    const look = async () => {
      const newer = await isNewer().catch(() => false)
      if (newer && !over) say()
    }
    let lost = false
    const stopListening = connection.states.on((state) => {
      if (state === 'open' && lost) void look()
      if (state !== 'connecting') lost = state === 'lost'
    })
    const stopLooking = onFileMissing(() => void look())
    return () => {
      over = true
      stopListening()
      stopLooking()
    }
  }, [connection])
  return null
}
