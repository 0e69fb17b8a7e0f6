import { useMutation, useQuery } from '@apollo/client/react'
import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'

import { OwnSessionsDocument, RevokeSessionDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useRetry } from '@/live'
import { Waiting } from '@/ui/Waiting'

/** Where one is signed in, and the way to end it there: of a telephone that was lost. */
export function OwnSessions() {
  const { t, moment } = useI18n()
  const { data, error, refetch } = useQuery(OwnSessionsDocument, { fetchPolicy: 'cache-and-network' })
  const [revoke, { loading }] = useMutation(RevokeSessionDocument, { fetchPolicy: 'no-cache' })
  const [failed, setFailed] = useState(false)
  useRetry(error, refetch)

  const end = async (id: string) => {
    setFailed(false)
    try {
      await revoke({ variables: { id } })
      await refetch()
    } catch {
      setFailed(true)
    }
  }
  return (
    <Paper withBorder p="md" component="section" aria-label={t('sessions.title')}>
      <Stack>
        <Title order={2} size="h4">
          {t('sessions.title')}
        </Title>
        {failed && (
          <Alert color="red" role="alert">
            {t('session.failed')}
          </Alert>
        )}
        {!data && <Waiting />}
        {data?.sessions.map(({ id, createdAt, userAgent, current }) => (
          <Group key={id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm">{t('sessions.since', { at: moment(createdAt) })}</Text>
              <Text size="xs" c="dimmed" lineClamp={2}>
                {userAgent ?? t('sessions.unknown')}
              </Text>
            </div>
            {current ? (
              <Badge variant="light" miw="fit-content">
                {t('sessions.here')}
              </Badge>
            ) : (
              <Button
                variant="default"
                size="compact-sm"
                miw="fit-content"
                disabled={loading}
                aria-label={t('sessions.end.of', { at: moment(createdAt) })}
                onClick={() => void end(id)}
              >
                {t('sessions.end')}
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}
