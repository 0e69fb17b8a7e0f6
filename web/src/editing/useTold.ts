import { type LiveChange, useChanges } from '@/live'

import type { VersionedForm } from './useVersionedForm'

/** Tells a form who changed which of its fields, and that its row was deleted. */
export function useTold<Field extends string>(
  { dispatch }: VersionedForm<Field>,
  concerns: (change: LiveChange) => boolean,
): void {
  useChanges((change) => {
    if (!concerns(change)) return
    const author = { name: change.actor.name, at: change.at }
    if (change.action === 'DELETED') dispatch({ type: 'gone', author })
    else dispatch({ type: 'told', version: change.version, fields: change.fields, author })
  })
}
