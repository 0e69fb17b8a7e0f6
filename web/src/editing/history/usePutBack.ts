import { useState } from 'react'

import { type FormNoun, isSame, type Request, type Row, type Value } from '@frontdesk/client'
import { useI18n } from '@/i18n'
import { notice } from '@/ui/notice'

import type { Answer } from '../answer'
import type { Wording } from '../FormContext'
import { refusalText, ruleText } from '../problems'
import type { Refusing } from './RestoreDialog'

export interface PutBack<Field extends string> {
  running: string | undefined
  /** Not what it is already, nor what a rule refuses. */
  isOffered: (field: Field, value: Value) => boolean
  run: (field: Field, value: Value) => void
}

interface Options<Field extends string> {
  noun: FormNoun<Field>
  /** None where nothing can be restored. */
  current: Row<Field> | undefined
  refusing: Refusing<Field> | undefined
  wording: Wording<Field>
  /** Refuses what is stale. */
  write: (request: Request<Field>) => Promise<Answer<Field>>
}

/** Gives one field the value that it had before: by one click, which is undone like any other save. */
export function usePutBack<Field extends string>({
  noun,
  current,
  refusing,
  wording,
  write,
}: Options<Field>): PutBack<Field> | undefined {
  const { t } = useI18n()
  const [running, setRunning] = useState<string>()

  const why = (answer: Exclude<Answer<Field>, { kind: 'saved' }>) => {
    switch (answer.kind) {
      case 'conflict':
        return t('refused.Conflict')
      case 'deleted':
        return t('editing.deleted')
      case 'failed':
        return t('session.failed')
      case 'invalid':
        return answer.problems
          .map((problem) => `${wording.label(problem.field as Field)}: ${ruleText(problem, t)}`)
          .join('; ')
      case 'problem':
        return refusalText(answer.problem, t)
    }
  }
  const putBack = async ({ version }: Row<Field>, field: Field, value: Value) => {
    setRunning(field)
    const answer = await write({
      expectedVersion: version,
      patch: { [field]: value } as Request<Field>['patch'],
    })
    setRunning(undefined)
    if (answer.kind === 'saved') return
    notice({ id: 'put-back', color: 'red', message: why(answer) })
  }
  if (!current) return undefined
  const { values } = current
  return {
    running,
    isOffered: (field, value) =>
      !isSame(noun, field, value, values[field]) &&
      !refusing?.(values, { ...values, [field]: value }, [field])[field],
    run: (field, value) => void putBack(current, field, value),
  }
}
