import { Group } from '@mantine/core'

import { useI18n } from '@/i18n'

import { useLabels } from './labels'
import classes from './status.module.css'
import { SHOWN } from './stay'
import { StatusIcon } from './StatusIcon'

/** What the colours and signs of the bars mean. */
export function Legend() {
  const { t } = useI18n()
  const labels = useLabels()
  return (
    <Group gap="xs" visibleFrom="sm">
      {SHOWN.map((status) => (
        <span key={status} className={[classes.status, classes.chip].join(' ')} data-status={status}>
          <StatusIcon status={status} />
          {labels.status(status)}
        </span>
      ))}
      <span className={[classes.status, classes.chip].join(' ')} data-overdue>
        <StatusIcon status="CONFIRMED" overdue />
        {t('plan.overdue')}
      </span>
    </Group>
  )
}
