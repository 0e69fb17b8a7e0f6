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

type Unsaved = Exclude<Outcome<AddRoomsMutation>, { kind: 'saved' }>

/** Makes several rooms: all or none, once, however often it has to be sent. */
export function useAddRooms(onMade: (count: number) => void) {
  const { t } = useI18n()
  const { save, saving } = useVersionedMutation(AddRoomsDocument)
  const [refused, setRefused] = useState<Refused>()

  const refusedBy = (end: Unsaved, names: readonly string[]): Refused => {
    switch (end.kind) {
      case 'failed':
        return { why: [t('editing.failed.text')], retry: end.retry }
      case 'conflict':
        return { why: [t('refused.Conflict')] }
      case 'problem': {
        const { problem } = end
        if (problem.__typename !== 'InvalidInput') return { why: [refusalText(problem, t)] }
        const why = problem.problems.map((one) => {
          const name = names[one.update?.index ?? 0] ?? ''
          return t('rooms.several.refused', { name, why: ruleText(one, t) })
        })
        return { why: [...new Set(why)] }
      }
    }
  }
  const take = (end: Outcome<AddRoomsMutation>, names: readonly string[]) => {
    if (end.kind === 'saved') onMade(end.saved.rooms.length)
    else setRefused(refusedBy(end, names))
  }
  const add = async (names: readonly string[], alike: Alike) => {
    const again = refused?.retry
    setRefused(undefined)
    take(await (again ? again() : save(names.map((name) => ({ name, ...alike })))), names)
  }
  return { add, saving, refused: refused?.why, dismiss: () => setRefused(undefined) }
}
