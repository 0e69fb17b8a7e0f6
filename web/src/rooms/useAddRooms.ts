import { useState } from 'react'

import type { Outcome } from '@frontdesk/client'
import { useVersionedMutation } from '@frontdesk/client/react'
import { refusalText } from '@/editing'
import { ruleText } from '@/editing/problems'
import { AddRoomsDocument, type AddRoomsMutation } from '@/gql/graphql'
import { useI18n } from '@/i18n'

/** What rooms that are made together have in common. */
export interface Alike {
  roomType: string
  capacity: number
  nightlyRate: string
  currency: string
}

interface Refused {
  why: readonly string[]
  /** The same rooms once more, where nobody knows whether they were made. */
  retry?: (() => Promise<Outcome<AddRoomsMutation>>) | undefined
}

/** Makes several rooms: all or none, once, however often it has to be sent. */
export function useAddRooms(onMade: (count: number) => void) {
  const { t } = useI18n()
  const { save, saving } = useVersionedMutation(AddRoomsDocument)
  const [refused, setRefused] = useState<Refused>()

  const take = (outcome: Outcome<AddRoomsMutation>, names: readonly string[]) => {
    switch (outcome.kind) {
      case 'saved':
        return onMade(outcome.saved.rooms.length)
      case 'failed':
        return setRefused({ why: [t('editing.failed.text')], retry: outcome.retry })
      case 'conflict':
        return setRefused({ why: [t('refused.Conflict')] })
      case 'problem': {
        const { problem } = outcome
        if (problem.__typename !== 'InvalidInput') return setRefused({ why: [refusalText(problem, t)] })
        const why = problem.problems.map((one) => {
          const name = names[one.update?.index ?? 0] ?? ''
          return t('rooms.several.refused', { name, why: ruleText(one, t) })
        })
        return setRefused({ why: [...new Set(why)] })
      }
    }
  }
  const add = async (names: readonly string[], alike: Alike) => {
    const again = refused?.retry
    setRefused(undefined)
    take(await (again ? again() : save(names.map((name) => ({ name, ...alike })))), names)
  }
  return { add, saving, refused: refused?.why, dismiss: () => setRefused(undefined) }
}
