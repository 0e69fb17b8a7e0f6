import { Alert, Button, Text } from '@mantine/core'

import { useI18n } from '@/i18n'

import type { Refused } from './useAnswer'
import { partsOf, PLACE, useAddress } from './useAddress'

interface Props {
  /** Parts of the address that say nothing here: `sort=size`. */
  unread: readonly string[]
  refused: Refused | undefined
}

/** Says what of the address can't be read, rather than to show another list than the one that was meant. */
export function AddressNote({ unread, refused }: Props) {
  const { t } = useI18n()
  const { search, change } = useAddress()
  const isPlace = refused?.field !== undefined && PLACE.includes(refused.field)
  const parts = isPlace ? [...unread, ...partsOf(search, PLACE)] : unread
  if (parts.length === 0) return null
  const names = parts.map((part) => part.slice(0, part.indexOf('=')))
  return (
    <Alert mb="md" color="orange" role="alert">
      <Text size="sm">{t('list.unread', { parts: parts.join(', ') })}</Text>
      <Button
        size="compact-sm"
        mt="xs"
        onClick={() => change(Object.fromEntries(names.map((name) => [name, null])))}
      >
        {t('list.unread.drop')}
      </Button>
    </Alert>
  )
}
