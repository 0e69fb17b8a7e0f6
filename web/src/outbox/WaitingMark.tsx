import { Badge } from '@mantine/core'

import { useI18n } from '@/i18n'

import { useStanding } from './context'

/** Says on a row that something of it waits to be saved, or to be decided. */
export function WaitingMark({ row }: { row: string }) {
  const { t } = useI18n()
  const standing = useStanding(row)
  if (!standing) return null
  return (
    <Badge
      size="sm"
      color={standing === 'asks' ? 'red' : 'orange'}
      variant="light"
      title={t(standing === 'asks' ? 'outbox.asks.long' : 'outbox.waits.long')}
    >
      {t(standing === 'asks' ? 'outbox.asks' : 'outbox.waits')}
    </Badge>
  )
}
