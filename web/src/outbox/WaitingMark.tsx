import { Badge } from '@mantine/core'

import { useI18n } from '@/i18n'

import { useIsWaiting } from './context'

/** Says on a row that something of it waits to be saved. */
export function WaitingMark({ row }: { row: string }) {
  const { t } = useI18n()
  if (!useIsWaiting(row)) return null
  return (
    <Badge size="sm" color="orange" variant="light" title={t('outbox.waits.long')}>
      {t('outbox.waits')}
    </Badge>
  )
}
