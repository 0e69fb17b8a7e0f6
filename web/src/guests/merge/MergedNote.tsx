import { useQuery } from '@apollo/client/react'
import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'

import { GuestMergeOfDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

/** Says of a guest who is gone who they were merged into, and by whom; nothing where they were not. */
export function MergedNote({ id }: { id: string }) {
  const { t } = useI18n()
  const { data } = useQuery(GuestMergeOfDocument, { variables: { id }, fetchPolicy: 'network-only' })
  const merge = data?.guestMerge
  if (!merge) return null
  const { mergedBy, guest } = merge
  return (
    <Alert color="orange" role="status" mb="lg">
      <Text size="sm">
        {t('guest.mergedBy', { name: mergedBy.name, kept: guest?.name ?? t('editing.deletedRow') })}
      </Text>
      {guest && (
        <Anchor component={Link} href={`/guests?guest=${guest.id}`} size="sm">
          {t('guest.open', { name: guest.name })}
        </Anchor>
      )}
    </Alert>
  )
}
