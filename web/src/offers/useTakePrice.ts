import { useState } from 'react'
import { useLocation } from 'wouter'

import { type BookingField, bookingNoun } from '@/bookings/noun'
import type { Answer } from '@/editing/answer'
import { refusalText, ruleText } from '@/editing/problems'
import type { BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useEdit } from '@/nouns/useWrites'
import { notice, type NoticeAction } from '@/ui/notice'

/**
 * Saves an offered price on the version that it was reckoned from: what was changed meanwhile, be it only the room,
 * may make it another.
 */
export function useTakePrice(bookingId: string, done: () => void) {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const [taking, setTaking] = useState(false)
  const edit = useEdit(bookingNoun, bookingId, 'REJECT')

  const carryOut = async (what: string, send: () => Promise<Answer<BookingField>>) => {
    setTaking(true)
    try {
      settle(what, await send())
    } finally {
      setTaking(false)
    }
  }
  const settle = (what: string, answer: Answer<BookingField>) => {
    const say = (message: string, action?: NoticeAction) =>
      notice({ id: `offer-${bookingId}`, color: 'red', message, action })
    const refused = (why: string) => say(t('offer.refused', { what, why }))
    switch (answer.kind) {
      case 'saved':
        done()
        break
      case 'conflict': {
        const open = { text: t('plan.open'), run: () => navigate(`?booking=${bookingId}`) }
        say(t('offer.conflict', { what }), open)
        break
      }
      case 'deleted':
        done()
        refused(t('editing.deleted'))
        break
      case 'invalid':
        refused(answer.problems.map((problem) => ruleText(problem, t)).join('; '))
        break
      case 'problem':
        refused(refusalText(answer.problem, t))
        break
      case 'failed': {
        const again = { text: t('problem.again'), run: () => void carryOut(what, answer.retry) }
        say(t('offer.failed', { what }), again)
      }
    }
  }

  const take = ({ reference, version }: BookingRowFragment, totalPrice: string) =>
    carryOut(reference, () => edit({ expectedVersion: version, patch: { totalPrice } }))
  return { take, taking }
}
