import type { FormNoun, Row } from '@frontdesk/client'
import { useVersionedForm as useFormOver, type VersionedForm } from '@frontdesk/client/react'

import { useDrafts } from './drafts'

export type { VersionedForm }

/** A form over the row that `key` names, whose draft outlives it. */
export function useVersionedForm<Field extends string>(
  noun: FormNoun<Field>,
  key: string,
  row: Row<Field>,
): VersionedForm<Field> {
  return useFormOver(useDrafts(), noun, key, row)
}
