import { createContext, use } from 'react'

import type { Values } from '@frontdesk/client'
import type { NounRow } from '../noun'

import type { Own } from './own'

/** Takes note of a write of one's own: says that it is done, and how it can be undone. */
export type Note = <Field extends string, Shown extends NounRow & Values<Field>>(
  own: Own<Field, Shown>,
) => void

/** Several rows that were written as a whole: one toast, and one way back, as a whole, too. */
export interface Several {
  said: string
  undo: () => Promise<SeveralUndone>
}
export type SeveralUndone =
  | { kind: 'undone'; said: string }
  | { kind: 'refused'; said: string }
  | { kind: 'failed'; said: string; retry: () => Promise<SeveralUndone> }

export const UndoContext = createContext<Note | undefined>(undefined)
export const SeveralContext = createContext<((several: Several) => void) | undefined>(undefined)

export function useNote(): Note {
  const note = use(UndoContext)
  if (!note) throw new Error('a write is noted outside of UndoProvider')
  return note
}

export function useNoteSeveral(): (several: Several) => void {
  const note = use(SeveralContext)
  if (!note) throw new Error('a write is noted outside of UndoProvider')
  return note
}
