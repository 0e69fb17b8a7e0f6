import { History, type ReadHistory, useHistory, type Values } from '@/editing'
import type { Refusing } from '@/editing/history/RestoreDialog'
import { useMay } from '@/session/context'

import { BringBack } from './BringBack'
import { type DescribedNoun, type NounRow, rowOf } from './noun'
import { useWording } from './useWording'
import { useEdit } from './useWrites'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  id: string
  /** None where it is deleted. */
  row: Shown | undefined
}

/** Who changed what of a row, and the way back to any of its versions. */
export function RowHistory<Field extends string, Shown extends NounRow & Values<Field>>(
  props: Props<Field, Shown>,
) {
  return <RowVersions {...props} {...useHistory(props.id)} />
}

interface VersionsProps<Field extends string, Shown extends NounRow & Values<Field>>
  extends Props<Field, Shown>, ReadHistory {
  /** Which fields can't be restored, where the noun has rules of its own. */
  refusing?: Refusing<Field>
}

/** The same of a history that is read already. */
export function RowVersions<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  id,
  row,
  ...read
}: VersionsProps<Field, Shown>) {
  return (
    <History
      noun={noun.form}
      current={row && rowOf(noun, row)}
      wording={useWording(noun)}
      mayRestore={useMay(noun.role)}
      write={useEdit(noun, id, row, 'REJECT')}
      onDeleted={(was) => <BringBack noun={noun} former={id} values={was} />}
      {...read}
    />
  )
}
