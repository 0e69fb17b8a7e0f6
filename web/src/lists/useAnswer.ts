import { useState } from 'react'

import { badRequest } from '@frontdesk/client'
import { type I18n, useI18n } from '@/i18n'
import type { TextKey } from '@/i18n/texts'
import { useRetry } from '@/live'

/** What a query tells of a list. */
interface Asked<Data> {
  data?: Data | undefined
  error?: unknown
  refetch: () => Promise<unknown>
}

/** Why the server does not answer what was asked. */
export interface Refused {
  /** The field of the filter or of the page that it is about; none where it is about something else. */
  field: string | undefined
  why: string
}

interface Answer<Data> {
  answer: Data | undefined
  refused: Refused | undefined
}

/**
 * The answer to a list's question. That of the question before stands in while this one is first asked, and never where
 * this one has failed. What the server refuses is not asked again; where there was no answer, it is.
 */
export function useAnswer<Data>(question: string, { data, error, refetch }: Asked<Data>): Answer<Data> {
  const { t } = useI18n()
  const [known, setKnown] = useState<{ question: string; data: Data }>()
  const [failed, setFailed] = useState<string>()
  if (data !== undefined && (known?.question !== question || known.data !== data)) {
    setKnown({ question, data })
  }
  if (error && failed !== question) setFailed(question)
  const refusal = badRequest(error)
  useRetry(refusal === undefined && error, refetch)

  if (refusal !== undefined) {
    const field = /^(?:filter\.)?(\w+)/.exec(refusal)?.[1]
    const text = field && WHY[field]
    return { answer: undefined, refused: { field: text && field, why: text ? t(text) : refusal } }
  }
  const stands = known && (known.question === question || failed !== question)
  return { answer: data ?? (stands ? known.data : undefined), refused: undefined }
}

/** What is said in place of rows where a filter can't be used; why stands at its field, where it has one. */
export function unclear(refused: Refused | undefined, t: I18n['t']): string {
  return refused && refused.field === undefined ? refused.why : t('list.unclear')
}

/** What the server says in English. */
const WHY: Partial<Record<string, TextKey & `list.refused.${string}`>> = {
  text: 'list.refused.text',
  to: 'list.refused.to',
  after: 'list.refused.place',
  before: 'list.refused.place',
  first: 'list.refused.place',
}
