import { History, useHistory, type Values } from '@/editing'
import type { Refusing } from '@/editing/history/RestoreDialog'
import { useMay } from '@/session/context'

import { type DescribedNoun, type NounRow, rowOf } from './noun'
import { useEdit } from './useWrites'
import { useWording } from './useWording'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  id: string
  /** None where it is deleted. */
  row: Shown | undefined
  /** Which fields can't be restored, where the noun has rules of its own. */
  refusing?: Refusing<Field> | undefined
}

/** Who changed what of a row, and the way back to any of its versions. */
export function RowHistory<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  id,
  row,
  refusing,
}: Props<Field, Shown>) {
  const { page, onMore } = useHistory(id)
  return (
    <History
      noun={noun.form}
      current={row && rowOf(noun, row)}
      page={page}
      wording={useWording(noun)}
      mayRestore={useMay(noun.role)}
      write={useEdit(noun, id, 'REJECT')}
      onMore={onMore}
      refusing={refusing}
    />
  )
}
