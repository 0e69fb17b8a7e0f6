import { type FormState, reduce, type Request, requestOf } from '@frontdesk/client'
import { useReducer, useState } from 'react'

import { ConflictDialog } from '@/editing/ConflictDialog'
import { useI18n } from '@/i18n'
import type { NounRow } from '../noun'
import { useWording } from '../useWording'

import type { Own } from './own'
import type { Undone } from './send'
import type { Values } from '@frontdesk/client'

/** The dialog of the row itself may be open. */
const OVER_DIALOGS = 300

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  own: Own<Field, Shown>
  /** What is said of the row: "booking B-1042". */
  what: string
  begin: FormState<Field>
  send: (request: Request<Field>) => Promise<Undone<Field>>
  onEnd: (end: Exclude<Undone<Field>, { kind: 'conflict' }> | undefined) => void
}

/** Asks what is to become of an undo where others changed the same meanwhile. */
export default function UndoConflict<Field extends string, Shown extends NounRow & Values<Field>>({
  own: { noun },
  what,
  begin,
  send,
  onEnd,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const wording = useWording(noun)
  const [state, dispatch] = useReducer(reduce<Field>, begin)
  const [saving, setSaving] = useState(false)

  const save = async () => {
    const request = requestOf(state)
    if (!request) {
      onEnd(undefined)
      return
    }
    setSaving(true)
    const end = await send(request)
    setSaving(false)
    if (end.kind === 'conflict') dispatch({ type: 'conflicted', row: end.row, fields: end.fields })
    else onEnd(end)
  }
  return (
    <ConflictDialog
      form={{
        state,
        dispatch: (action) => (action.type === 'postpone' ? onEnd(undefined) : dispatch(action)),
        forget: () => undefined,
      }}
      wording={wording}
      what={what}
      alone={{ back: t('undo.conflict.keep'), zIndex: OVER_DIALOGS }}
      saving={saving}
      onSave={() => void save()}
    />
  )
}
