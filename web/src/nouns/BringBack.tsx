import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'

import type { Values } from '@/editing'
import { refusalText, ruleText } from '@/editing/problems'
import { useI18n } from '@/i18n'

import { addressOf, type DescribedNoun, type NounRow } from './noun'
import { useAdd } from './useWrites'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  /** As it was when it was deleted. */
  values: Values<Field>
}

/** Makes a row that was deleted anew, as it was, and goes there. */
export function BringBack<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  values,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const add = useAdd(noun)
  // Made here, so that a request that is sent again makes no second row.
  const [id] = useState(() => crypto.randomUUID())
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState<string>()

  const bringBack = async () => {
    setRunning(true)
    const answer = await add(id, values)
    setRunning(false)
    switch (answer.kind) {
      case 'saved':
        navigate(`?${addressOf(noun)}=${id}`)
        return
      case 'invalid':
        setProblem(
          answer.problems
            .map((broken) => `${t(noun.label(broken.field as Field))} ${ruleText(broken, t)}`)
            .join('; '),
        )
        return
      case 'problem':
        setProblem(refusalText(answer.problem, t))
        return
      default:
        setProblem(t('session.failed'))
    }
  }
  return (
    <>
      {problem !== undefined && (
        <Text size="sm" role="alert" mt="xs">
          {problem}
        </Text>
      )}
      <Button size="compact-sm" mt="xs" loading={running} onClick={() => void bringBack()}>
        {t('history.bringBack')}
      </Button>
    </>
  )
}
