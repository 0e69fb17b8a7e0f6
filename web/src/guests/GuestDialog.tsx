import { useQuery } from '@apollo/client/react'

import { RowDialog, useFormerName, useLastKnown } from '@/editing'
import { GuestByIdDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { GuestForm } from './GuestForm'
import { GuestHistory } from './GuestHistory'
import { draftOfGuest } from './noun'

interface Props {
  id: string
  tab: string | null
  onTab: (tab: string) => void
  onClose: () => void
}

/** A guest: their card, their history. */
export function GuestDialog({ id, tab, onTab, onClose }: Props) {
  const { t } = useI18n()
  const { data, error } = useQuery(GuestByIdDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  const guest = useLastKnown(data?.guest)
  const gone = data?.guest === null
  const deleted = useFormerName(gone && !guest ? id : undefined)
  const history = {
    value: 'history',
    label: t('booking.tab.history'),
    content: <GuestHistory id={id} guest={gone ? undefined : guest} />,
  }
  const content = guest && <GuestForm guest={guest} gone={gone} onDeleted={onClose} />
  return (
    <RowDialog
      is={guest || gone ? 'here' : data || error ? 'missing' : 'coming'}
      drafts={[draftOfGuest(id)]}
      title={guest?.name ?? deleted ?? t('booking.guestId')}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      tabs={
        content
          ? [{ value: 'guest', label: t('booking.tab.guest'), keepMounted: true, content }, history]
          : [history]
      }
    />
  )
}
