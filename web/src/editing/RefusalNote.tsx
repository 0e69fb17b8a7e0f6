import { Alert, Button } from '@mantine/core'

import { useI18n } from '@/i18n'

import { refusalText } from './problems'
import type { Refusal } from './useSave'

interface Props {
  refusal: Refusal<string> | undefined
  onAgain: () => void
}

/** Why the last save did not succeed. What is wrong with single fields stands at the fields. */
export function RefusalNote({ refusal, onAgain }: Props) {
  const { t } = useI18n()
  switch (refusal?.kind) {
    case undefined:
      return null
    case 'failed':
      return (
        <Alert color="red" role="alert" title={t('editing.failed.title')}>
          {t('editing.failed.text')}{' '}
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            {t('editing.failed.again')}
          </Button>
        </Alert>
      )
    case 'invalid':
    case 'problem':
      return (
        <Alert color="red" role="alert">
          {refusal.kind === 'invalid' ? t('editing.invalid') : refusalText(refusal.problem, t)}
        </Alert>
      )
  }
}
