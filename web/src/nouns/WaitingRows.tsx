import { Group, Paper, Stack, Text } from '@mantine/core'

import type { Values } from '@/editing'
import { useI18n } from '@/i18n'
import { RowLink } from '@/lists/RowLink'
import { useCreations, WaitingMark } from '@/outbox'

import { addressOf, type DescribedNoun, type NounRow } from './noun'
import { daysOf } from './standing'

/** The new rows that wait to be made, above a list that they are not in yet, whatever it is filtered by. */
export function WaitingRows<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
}: {
  noun: DescribedNoun<Field, Shown>
}) {
  const { t, day } = useI18n()
  const creations = useCreations(noun.name)
  if (creations.length === 0) return null
  const { unpromised } = noun.words
  return (
    <Paper withBorder radius="md" p="md" mb="md" component="section" aria-label={t('outbox.list')}>
      <Stack gap="xs">
        {creations.map(({ body, mutationId }) => (
          <Group key={mutationId} gap="sm">
            <RowLink href={`?${addressOf(noun)}=${body.rows[0].id}`}>{body.called}</RowLink>
            <Text size="sm">{daysOf(noun, body.rows[0], day)}</Text>
            <WaitingMark row={body.rows[0].id} />
          </Group>
        ))}
        {unpromised && (
          <Text size="sm" c="dimmed">
            {t(unpromised)}
          </Text>
        )}
      </Stack>
    </Paper>
  )
}
