import { useQuery } from '@apollo/client/react'

import { RowDialog, useFormerName, useLastKnown } from '@/editing'
import { RoomByIdDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { draftOfRoom } from './noun'
import { RoomForm } from './RoomForm'
import { RoomHistory } from './RoomHistory'

interface Props {
  id: string
  tab: string | null
  onTab: (tab: string) => void
  onClose: () => void
}

/** A room: its fields, its history. */
export function RoomDialog({ id, tab, onTab, onClose }: Props) {
  const { t } = useI18n()
  const { data, error } = useQuery(RoomByIdDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  const room = useLastKnown(data?.room)
  const gone = data?.room === null
  const deleted = useFormerName(gone && !room ? id : undefined)
  const history = {
    value: 'history',
    label: t('booking.tab.history'),
    content: <RoomHistory id={id} room={gone ? undefined : room} />,
  }
  const content = room && <RoomForm room={room} gone={gone} onDeleted={onClose} />
  return (
    <RowDialog
      is={room || gone ? 'here' : data || error ? 'missing' : 'coming'}
      drafts={[draftOfRoom(id)]}
      title={room?.name ?? deleted ?? t('booking.roomId')}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      tabs={
        content
          ? [{ value: 'room', label: t('booking.roomId'), keepMounted: true, content }, history]
          : [history]
      }
    />
  )
}
