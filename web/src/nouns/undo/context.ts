import { createContext, use } from 'react'

import type { Values } from '@frontdesk/client'
import type { NounRow } from '../noun'

import type { Own } from './own'

/** Takes note of a write of one's own: says that it is done, and how it can be undone. */
export type Note = <Field extends string, Shown extends NounRow & Values<Field>>(
  own: Own<Field, Shown>,
) => void

export const UndoContext = createContext<Note | undefined>(undefined)

export function useNote(): Note {
  const note = use(UndoContext)
  if (!note) throw new Error('a write is noted outside of UndoProvider')
  return note
}
