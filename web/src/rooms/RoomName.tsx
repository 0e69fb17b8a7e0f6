import { useQuery } from '@apollo/client/react'

import { RoomByIdDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

/** The name of a room as it is now. */
export function RoomName({ id }: { id: string }) {
  const { t } = useI18n()
  const { data, previousData, loading } = useQuery(RoomByIdDocument, { variables: { id } })
  const room = (data ?? previousData)?.room
  return <>{room?.name ?? (loading ? '…' : t('editing.deletedRow'))}</>
}
