import { useCallback, useState } from 'react'

import { type Ending, type FieldProblem, valueOf, valuesOf } from '@/editing'
import { ruleText } from '@/editing/problems'
import { useI18n } from '@/i18n'
import { draftOf } from '@/nouns/noun'
import { type NewForm, useNewForm } from '@/nouns/NewRowForm'
import { useKeptAdd } from '@/nouns/useWrites'

import { type GuestField, guestNoun } from './noun'
import { useSameEmail } from './useSameEmail'

/** What stands in a booking for a guest who is made together with it. */
export const NEW_GUEST = 'new'

const WHICH = 'new:booking'
/** Under which name what is typed of them is kept. */
export const NEW_GUEST_DRAFT = draftOf(guestNoun, WHICH)

export interface NewGuest {
  form: NewForm<GuestField>
  problemOf: (field: GuestField) => string | undefined
}

/** A guest who is made on the way to a booking; `onPick` where another has the e-mail address already. */
export function useNewGuest(onPick: (id: string) => void) {
  const { t } = useI18n()
  const form = useNewForm(guestNoun, {}, WHICH)
  const add = useKeptAdd(guestNoun)
  // Another one for each that is made: the form's own is for one only.
  const [id, setId] = useState(form.id)
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  const forget = () => {
    form.dispatch({ type: 'discard' })
    form.forget()
    setProblems([])
  }
  const same = useSameEmail({
    id,
    pick: 'use',
    onPick: (other) => {
      forget()
      onPick(other)
    },
  })
  const problemOf = useCallback(
    (field: GuestField) => {
      const own = problems.filter((problem) => problem.field === field)
      return own.length > 0 ? own.map((problem) => ruleText(problem, t)).join('; ') : undefined
    },
    [problems, t],
  )
  const take = (answer: Ending<GuestField>): Ending<GuestField> => {
    if (answer.kind === 'saved' || answer.kind === 'kept') {
      forget()
      setId(crypto.randomUUID())
    } else if (answer.kind === 'invalid') {
      setProblems(answer.problems)
    }
    return answer.kind === 'failed' ? { ...answer, retry: async () => take(await answer.retry()) } : answer
  }
  return {
    id,
    guest: { form, problemOf } satisfies NewGuest,
    sure: () => same.sure(valueOf(form.state, 'email')),
    question: same.question,
    make: async () => {
      setProblems([])
      return take(await add(id, valuesOf(form.state)))
    },
  }
}
