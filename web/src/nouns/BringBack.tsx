import { Button, Text } from '@mantine/core'
import { useLocation } from 'wouter'

import type { Values } from '@/editing'
import { useI18n } from '@/i18n'

import { addressOf, type DescribedNoun, type NounRow } from './noun'
import { useBringBack } from './useBringBack'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  /** The row that was deleted. */
  former: string
  /** As it was then. */
  values: Values<Field>
}

/** Makes a row that was deleted anew, as it was, and goes there. */
export function BringBack<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  former,
  values,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const { bringBack, running, problem } = useBringBack(noun, former, {
    onBack: (id) => navigate(`?${addressOf(noun)}=${id}`),
  })
  return (
    <>
      {problem !== undefined && (
        <Text size="sm" role="alert" mt="xs">
          {problem}
        </Text>
      )}
      <Button size="compact-sm" mt="xs" loading={running} onClick={() => void bringBack(values)}>
        {t('history.bringBack')}
      </Button>
    </>
  )
}
