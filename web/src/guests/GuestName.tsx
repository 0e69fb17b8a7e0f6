import { useQuery } from '@apollo/client/react'

import { GuestByIdDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

/** The name of a guest as it is now. */
export function GuestName({ id }: { id: string }) {
  const { t } = useI18n()
  const { data, previousData, loading } = useQuery(GuestByIdDocument, { variables: { id } })
  const guest = (data ?? previousData)?.guest
  return <>{guest?.name ?? (loading ? '…' : t('editing.deletedRow'))}</>
}
