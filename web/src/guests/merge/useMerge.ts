import { useVersionedMutation } from '@frontdesk/client/react'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'

import { refusalText, useDrafts } from '@/editing'
import { ruleText } from '@/editing/problems'
import { type GuestRowFragment, MergeGuestsDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { sendable } from '@/nouns/fields'
import { draftOf, isOf } from '@/nouns/noun'

import { type GuestField, guestNoun } from '../noun'
import { type Choices, type Pair, patchOf } from './choices'

interface Merge {
  merge: (pair: Pair, choices: Choices) => Promise<void>
  merging: boolean
  /** Why it was not done. */
  problem: string | undefined
}

interface Options {
  onMerged: () => void
  /** Somebody was quicker: the guest as they are now. */
  onChanged: (now: GuestRowFragment) => void
}

/** Merges two guests as they are on the screen. */
export function useMerge({ onMerged, onChanged }: Options): Merge {
  const { t } = useI18n()
  const drafts = useDrafts()
  const { save, saving } = useVersionedMutation(MergeGuestsDocument)
  const [problem, setProblem] = useState<string>()
  /** The same request once more, where nobody knows what came of it. */
  const again = useRef<{ request: string; retry: () => ReturnType<typeof save> }>(undefined)

  const merge = async (pair: Pair, choices: Choices) => {
    const { kept, removed } = pair
    setProblem(undefined)
    const input = {
      keep: { id: kept.id, expectedVersion: kept.version },
      remove: { id: removed.id, expectedVersion: removed.version },
      patch: sendable(guestNoun, patchOf(choices, pair)),
    }
    const request = JSON.stringify(input)
    const outcome = await (again.current?.request === request ? again.current.retry() : save(input))
    again.current = outcome.kind === 'failed' ? { request, retry: outcome.retry } : undefined
    switch (outcome.kind) {
      case 'saved': {
        // What was typed into the form of who is gone goes with them.
        drafts.drop(draftOf(guestNoun, removed.id))
        const { bookings: count } = outcome.saved
        notifications.show({ message: t('guest.merged', { name: kept.name, count }) })
        onMerged()
        return
      }
      case 'conflict': {
        const { current } = outcome.conflict
        if (isOf<GuestRowFragment>(guestNoun, current)) onChanged(current)
        const name = isOf<GuestRowFragment>(guestNoun, current) ? current.name : ''
        setProblem(t('guest.merge.changed', { name }))
        return
      }
      case 'problem': {
        const { problem: refused } = outcome
        setProblem(
          refused.__typename === 'InvalidInput'
            ? refused.problems.map((one) => `${labelOf(one.field)} ${ruleText(one, t)}`).join('; ')
            : refusalText(refused, t),
        )
        return
      }
      case 'failed':
        setProblem(t('session.failed'))
    }
  }
  const labelOf = (field: string) =>
    guestNoun.form.fields.some((own) => own === field)
      ? t(guestNoun.label(field as GuestField))
      : t('booking.guestId')
  return { merge, merging: saving, problem }
}
