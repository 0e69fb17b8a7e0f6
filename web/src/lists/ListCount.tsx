import { Text } from '@mantine/core'

import { type I18n, useI18n } from '@/i18n'

/** How many rows a list has on all of its pages; more than are counted where that is null. */
export function ListCount({ count }: { count: number | null | undefined }) {
  const { t } = useI18n()
  return (
    // There before it has something to say: a reader for the blind tells what changes in it.
    <Text size="sm" c="dimmed" mb="xs" mih="1.5em" aria-live="polite">
      {count === undefined ? '' : counted(count, t)}
    </Text>
  )
}

/** As many as the server counts. */
const COUNTED = 1000

function counted(count: number | null, t: I18n['t']): string {
  if (count === null) return t('list.count.more', { count: COUNTED })
  return t('list.count', { count })
}
