import type { Row, Values } from '@frontdesk/client'

import { type DescribedNoun, isOf, type NounRow, rowOf } from './noun'

/** How a form reads the rows that an outcome has. */
export function reading<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
) {
  return (row: NounRow): Row<Field> => {
    if (!isOf<Shown>(noun, row))
      throw new TypeError(`a ${noun.name} was written, and a ${row.__typename} answered`)
    return rowOf(noun, row)
  }
}
