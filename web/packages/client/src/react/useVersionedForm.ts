import { type Dispatch, useEffect, useReducer } from 'react'

import {
  type Action,
  type Drafts,
  type FormNoun,
  type FormState,
  isNews,
  open,
  reduce,
  type Row,
} from '../core/index.js'

export interface VersionedForm<Field extends string> {
  state: FormState<Field>
  dispatch: Dispatch<Action<Field>>
  /** Lets go of the draft: the form may be left in the same moment, and would not tell that it is saved. */
  forget: () => void
}

/** A form over the row that `key` names. `row` is the newest version that the page has of it. */
export function useVersionedForm<Field extends string>(
  drafts: Drafts,
  noun: FormNoun<Field>,
  key: string,
  row: Row<Field>,
): VersionedForm<Field> {
  const [state, dispatch] = useReducer(reduce<Field>, undefined, () => {
    const draft = drafts.get<Field>(key)
    return draft ? { ...draft, noun } : open(noun, row)
  })
  // While it renders, so that a field never shows an older version than the page around it.
  if (isNews(state, row)) dispatch({ type: 'arrive', row })
  useEffect(() => drafts.keep(key, state), [drafts, key, state])
  return { state, dispatch, forget: () => drafts.drop(key) }
}
