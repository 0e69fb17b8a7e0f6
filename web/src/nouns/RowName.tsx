import { useQuery } from '@apollo/client/react'

import type { Values } from '@frontdesk/client'
import { useI18n } from '@/i18n'

import type { DescribedNoun, NounRow } from './noun'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  id: string
}

/** What a row is called now. */
export function RowName<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  id,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const { data, previousData, loading } = useQuery(noun.byId, { variables: { id } })
  const row = (data ?? previousData)?.row
  return <>{row ? noun.called(row) : loading ? '…' : t('editing.deletedRow')}</>
}
