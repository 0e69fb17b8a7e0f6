import { type Values, valuesBy } from '@frontdesk/client'
import { useState } from 'react'

import { type Refused, refusalText, ruleText } from '@/editing/problems'
import { useI18n } from '@/i18n'

import type { DescribedNoun, NounRow } from './noun'
import { useAdd } from './useWrites'

interface Ends {
  onBack: (id: string) => void
  /** Whether it is said elsewhere. */
  onProblem?: (problem: Refused) => boolean
}

interface BringingBack<Field extends string> {
  bringBack: (values: Values<Field>) => Promise<void>
  running: boolean
  problem: string | undefined
}

/** Makes a row that was deleted anew, in the place of the former one. */
export function useBringBack<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  former: string,
  { onBack, onProblem }: Ends,
): BringingBack<Field> {
  const { t } = useI18n()
  const add = useAdd(noun)
  // Made here, so that a request that is sent again makes no second row.
  const [id] = useState(() => crypto.randomUUID())
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState<string>()

  const bringBack = async (values: Values<Field>) => {
    setRunning(true)
    setProblem(undefined)
    // What was deleted has more than a new row can be given.
    const given = valuesBy(noun.form.fields, (field) => values[field])
    const answer = await add(id, given, former)
    setRunning(false)
    switch (answer.kind) {
      case 'saved':
        onBack(id)
        return
      case 'invalid':
        setProblem(
          answer.problems
            .map((broken) =>
              broken.field === 'restores'
                ? t('deleted.thereAgain')
                : `${t(noun.label(broken.field as Field))} ${ruleText(broken, t)}`,
            )
            .join('; '),
        )
        return
      case 'problem':
        if (!onProblem?.(answer.problem)) setProblem(refusalText(answer.problem, t))
        return
      default:
        setProblem(t('session.failed'))
    }
  }
  return { bringBack, running, problem }
}
