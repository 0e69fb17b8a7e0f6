import { notifications } from '@mantine/notifications'
import { useState } from 'react'

import { useI18n } from '@/i18n'
import type { Sentence } from '@/i18n/reading'
import type { PlainKey } from '@/i18n/texts'

import type { Ending } from './answer'
import { isSame, type Request, requestOf, unreadFields, type Value, valueOf } from '@frontdesk/client'
import { type FieldProblem, ruleText } from './problems'
import type { VersionedForm } from './useVersionedForm'

/** Why the last save did not succeed. */
export type Refusal<Field extends string> = Exclude<
  Ending<Field>,
  { kind: 'saved' | 'kept' | 'conflict' | 'deleted' }
>

export interface Saving<Field extends string> {
  save: () => Promise<void>
  saving: boolean
  refusal: Refusal<Field> | undefined
  /** What is wrong with the field's value, until it is another. */
  problemOf: (field: Field) => string | undefined
  dismiss: () => void
}

interface Options<Field extends string> {
  form: VersionedForm<Field>
  /** What can be told to be wrong without asking the server. */
  check?: () => readonly FieldProblem[]
  /** Whether the reader means it, where that has to be asked. What they don't mean is not written. */
  sure?: (() => Promise<boolean>) | undefined
  /** `kept`: it is not saved yet, and will be. */
  write: (request: Request<Field>) => Promise<Ending<Field>>
  label: (field: Field) => string
  /** Saved, or kept until it can be. */
  onSaved?: (() => void) | undefined
  /** What is said where it is kept, if not what is said of any change. */
  kept?: PlainKey | undefined
}

/** Saves what is edited in a form, and tells the form what came of it. */
export function useSave<Field extends string>({
  form: { state, dispatch, forget },
  check = () => [],
  sure = () => Promise.resolve(true),
  write,
  label,
  onSaved,
  kept = 'outbox.kept',
}: Options<Field>): Saving<Field> {
  const { t, say } = useI18n()
  const [saving, setSaving] = useState(false)
  const [refused, setRefused] = useState<{ by: Refusal<Field>; patch: Request<Field>['patch'] }>()

  const take = (answer: Ending<Field>, patch: Request<Field>['patch']) => {
    switch (answer.kind) {
      case 'saved':
        dispatch({ type: 'saved', row: answer.row })
        forget()
        tellMerged(answer.mergedFields)
        onSaved?.()
        return
      case 'kept':
        dispatch({ type: 'kept' })
        forget()
        notifications.show({
          id: 'kept',
          message: t(kept),
          closeButtonProps: { 'aria-label': t('editing.close') },
        })
        onSaved?.()
        return
      case 'conflict':
        dispatch({ type: 'conflicted', row: answer.row, fields: answer.fields })
        return
      case 'deleted':
        dispatch({ type: 'gone', author: answer.author })
        return
      default:
        dispatch({ type: 'refused' })
        setRefused({ by: answer, patch })
    }
  }
  const tellMerged = (fields: readonly string[]) => {
    const known = state.noun.fields.filter((field) => fields.includes(field)).map(label)
    if (known.length > 0) notifications.show({ message: t('editing.merged', { fields: known.join(', ') }) })
  }

  const save = async () => {
    if (saving || state.deleted) return
    const request = requestOf(state)
    if (!request) {
      dispatch({ type: 'yield' })
      return
    }
    setRefused(undefined)
    const unread = unreadFields(state)
    const problems = check().filter(({ field }) => !unread.some((name) => name === field))
    if (unread.length > 0 || problems.length > 0) {
      take({ kind: 'invalid', problems }, request.patch)
      return
    }
    setSaving(true)
    try {
      // The same write once more, where nobody knows what came of it and nothing was typed since.
      const again =
        refused?.by.kind === 'failed' && sameWrite(refused.patch, request.patch) && refused.by.retry
      if (!again && !(await sure())) return
      dispatch({ type: 'send', patch: request.patch })
      take(await (again ? again() : write(request)), request.patch)
    } finally {
      setSaving(false)
    }
  }

  const problemOf = (field: Field) => {
    if (refused?.by.kind !== 'invalid') return undefined
    const unread = state.edits[field]?.unread
    if (unread) return say(unread.why as Sentence)
    const sent: Value | undefined = refused.patch[field]
    if (sent !== undefined && !isSame(state.noun, field, sent, valueOf(state, field))) return undefined
    const rules = refused.by.problems.filter((problem) => problem.field === field)
    return rules.length > 0 ? rules.map((rule) => ruleText(rule, t)).join('; ') : undefined
  }

  return { save, saving, refusal: refused?.by, problemOf, dismiss: () => setRefused(undefined) }
}

function sameWrite(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
