import { type FieldProblem, missing, type Values } from '@/editing'

import type { RoomField } from './noun'

/** What can be told without asking the server. */
export function checkRoom(values: Values<RoomField>): FieldProblem[] {
  return missing(values, ['name', 'capacity', 'nightlyRate', 'currency'])
}
