import { useQuery } from '@apollo/client/react'
import { Alert, Stack, Text } from '@mantine/core'
import { useState } from 'react'

import { type LinkMadeFragment, StaffDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useRetry } from '@/live'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'
import { Waiting } from '@/ui/Waiting'

import { AccountLog } from './AccountLog'
import { EditMember } from './EditMember'
import { InviteForm } from './InviteForm'
import { LinkNote } from './LinkNote'
import type { Member } from './member'
import { StaffTable } from './StaffTable'

/**
 * Who signs in, and who was given which role, is kept out of the stream of changes, which everybody at the desk may watch:
 * so the few managers who have this page open ask now and then. What is old by then overwrites nothing, as each act goes
 * by the version that is shown.
 */
const POLL_MS = 10_000

/** Who may sign in, for managers. */
export default function StaffPage() {
  const { t } = useI18n()
  return (
    <Page title={t('nav.staff')}>
      {useMay('MANAGER') ? <Staff /> : <Text>{t('refused.Forbidden')}</Text>}
    </Page>
  )
}

function Staff() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(StaffDocument, {
    fetchPolicy: 'cache-and-network',
    pollInterval: POLL_MS,
  })
  const [link, setLink] = useState<LinkMadeFragment>()
  const [editing, setEditing] = useState<Member>()
  useRetry(error, refetch)
  const readAnew = () => void refetch().catch(() => undefined)

  return (
    <Stack>
      <InviteForm
        onInvited={(made) => {
          setLink(made)
          readAnew()
        }}
      />
      {link && <LinkNote link={link} onClose={() => setLink(undefined)} />}
      {error && (
        <Alert color="red" role="alert">
          {t('session.failed')}
        </Alert>
      )}
      {data ? (
        <StaffTable staff={data.staff} onEdit={setEditing} onLink={setLink} onStale={readAnew} />
      ) : (
        <Waiting />
      )}
      <AccountLog staff={data?.staff ?? []} />
      {editing && <EditMember member={editing} onClose={() => setEditing(undefined)} />}
    </Stack>
  )
}
