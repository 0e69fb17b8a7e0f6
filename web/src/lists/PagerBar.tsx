import { Button, Group } from '@mantine/core'

import { useI18n } from '@/i18n'

import type { PageInfo, Pager } from './usePager'

/** To the page before and the page after, where there is one. */
export function PagerBar({ page, pager }: { page: PageInfo | undefined; pager: Pager }) {
  const { t } = useI18n()
  const before = page?.hasPreviousPage === true || pager.variables.after !== undefined
  const after = page?.hasNextPage === true || pager.variables.before !== undefined
  if (!page || (!before && !after)) return null
  return (
    <Group justify="flex-end" mt="md" gap="xs" component="nav" aria-label={t('list.pages')}>
      <Button variant="default" disabled={!before} onClick={() => pager.previous(page)}>
        {t('list.previous')}
      </Button>
      <Button variant="default" disabled={!after} onClick={() => pager.next(page)}>
        {t('list.next')}
      </Button>
    </Group>
  )
}
