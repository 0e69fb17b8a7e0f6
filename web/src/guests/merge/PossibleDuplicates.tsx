import { useQuery } from '@apollo/client/react'
import { Anchor, Badge, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'

import { GuestDuplicatesDocument, type GuestRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useRefetchOn } from '@/live'
import { useMay } from '@/session/context'

import { guestNoun } from '../noun'
import { MergeDialog } from './MergeDialog'

/** Who may be the same person as a guest, why, and the way to make one of the two. */
export function PossibleDuplicates({ guest }: { guest: GuestRowFragment }) {
  const { t } = useI18n()
  const mayMerge = useMay(guestNoun.role)
  const [merging, setMerging] = useState<string>()
  const { data, previousData, refetch } = useQuery(GuestDuplicatesDocument, {
    variables: { id: guest.id },
    fetchPolicy: 'cache-and-network',
  })
  useRefetchOn((change) => change.__typename === 'GuestChange', refetch)
  const found = (data ?? previousData)?.guest?.duplicates ?? []
  if (found.length === 0) return null
  return (
    <Paper component="section" withBorder p="sm" mb="lg" radius="md" aria-label={t('guest.duplicates')}>
      <Stack gap="xs">
        <Text size="sm" fw={600}>
          {t('guest.duplicates')}
        </Text>
        {found.map(({ guest: other, likenesses }) => (
          <Group key={other.id} justify="space-between">
            <Group gap="xs" flex="1 1 200px" miw={0} style={{ overflowWrap: 'anywhere' }}>
              <Anchor component={Link} href={`/guests?guest=${other.id}`} size="sm">
                {[other.name, other.email, other.phone].filter(Boolean).join(' · ')}
              </Anchor>
              {likenesses.map((likeness) => (
                <Badge key={likeness} variant="light" c="var(--mantine-color-text)" tt="none">
                  {t(`guest.likeness.${likeness}`)}
                </Badge>
              ))}
            </Group>
            {mayMerge && (
              <Button
                size="compact-sm"
                variant="default"
                flex="none"
                aria-label={`${t('guest.merge')} ${other.name}`}
                onClick={() => setMerging(other.id)}
              >
                {t('guest.merge')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
      <MergeDialog
        kept={guest}
        removed={found.find(({ guest: { id } }) => id === merging)?.guest}
        onClose={() => setMerging(undefined)}
      />
    </Paper>
  )
}
