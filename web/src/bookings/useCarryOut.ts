import { useState } from 'react'
import { useLocation } from 'wouter'

import type { Answer } from '@/editing/answer'
import { refusalText, ruleText } from '@/editing/problems'
import type { BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import type { Kept } from '@/outbox'
import { notice, type NoticeAction } from '@/ui/notice'

import type { BookingField } from './noun'

/** Writes to a booking without a form: says why not in a notice, in words of its own. */
export function useCarryOut(words: 'offer' | 'step') {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const [running, setRunning] = useState(false)

  /** `done` also where there is nothing left to write to. */
  const carryOut = async (
    booking: Pick<BookingRowFragment, 'id' | 'reference'>,
    send: () => Promise<Answer<BookingField> | Kept>,
    done: () => void,
  ): Promise<void> => {
    const { id, reference: what } = booking
    const say = (message: string, action?: NoticeAction) =>
      notice({ id: `${words}-${id}`, color: 'red', message, action })
    const open = { text: t('plan.open'), run: () => navigate(`?booking=${id}`) }
    const refused = (why: string, action?: NoticeAction) => say(t(`${words}.refused`, { what, why }), action)

    setRunning(true)
    const answer = await send()
    setRunning(false)
    switch (answer.kind) {
      case 'saved':
        done()
        break
      case 'kept':
        notice({ id: `${words}-${id}`, color: 'teal', message: t('outbox.kept') })
        done()
        break
      case 'conflict':
        say(t(`${words}.conflict`, { what }), open)
        break
      case 'deleted':
        done()
        refused(t('editing.deleted'))
        break
      case 'invalid':
        refused(answer.problems.map((problem) => ruleText(problem, t)).join('; '))
        break
      case 'problem':
        refused(
          refusalText(answer.problem, t),
          answer.problem.__typename === 'RoomUnavailable' ? open : undefined,
        )
        break
      case 'failed': {
        const again = { text: t('problem.again'), run: () => void carryOut(booking, answer.retry, done) }
        say(t(`${words}.failed`, { what }), again)
      }
    }
  }
  return { carryOut, running }
}
