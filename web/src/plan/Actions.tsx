import { Button, Group } from '@mantine/core'
import { Link } from 'wouter'

import { useI18n } from '@/i18n'

import { isoDate } from './days'
import type { View } from './useView'

interface Props {
  view: View
  panel: boolean
  /** There is room for the panel or the plan only. */
  narrow: boolean
  togglePanel: () => void
  /** None where the reader may only look. */
  begin: (() => void) | undefined
}

/** What can be done beside the plan. */
export function Actions({ view, panel, narrow, togglePanel, begin }: Props) {
  const { t } = useI18n()
  return (
    <Group gap="xs">
      <Button
        component={Link}
        href={`/paper/arrivals${view.chosen === view.today ? '' : `?day=${isoDate(view.chosen)}`}`}
        variant="default"
      >
        {t('paper.open')}
      </Button>
      {narrow ? (
        <Button variant="light" onClick={togglePanel}>
          {t(panel ? 'nav.plan' : 'plan.panel')}
        </Button>
      ) : (
        <Button variant={panel ? 'light' : 'default'} aria-pressed={panel} onClick={togglePanel}>
          {t('plan.panel')}
        </Button>
      )}
      {begin && <Button onClick={begin}>{t('booking.new')}</Button>}
    </Group>
  )
}
