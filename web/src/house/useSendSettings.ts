import { type Outcome, type Request, write } from '@frontdesk/client'
import { useExecutor } from '@frontdesk/client/react'

import { type Answer, collisionsOf } from '@/editing'
import { EditHotelDocument, type EditHotelMutation } from '@/gql/graphql'
import { useTellHotel } from '@/live'
import { sendable } from '@/nouns/fields'

import { settings, type SettingsField, settingsRow } from './settings'

/** Sends settings, to be merged with others' where they don't touch. */
export function useSendSettings(): (request: Request<SettingsField>) => Promise<Answer<SettingsField>> {
  const executor = useExecutor()
  const tell = useTellHotel()
  const answerOf = (outcome: Outcome<EditHotelMutation>): Answer<SettingsField> => {
    switch (outcome.kind) {
      case 'saved': {
        const { hotel } = outcome.saved
        tell(hotel)
        return { kind: 'saved', row: settingsRow(hotel), mergedFields: outcome.mergedFields }
      }
      case 'failed':
        return { kind: 'failed', retry: async () => answerOf(await outcome.retry()) }
      case 'conflict':
        throw new TypeError('the settings answer conflicts of their own')
      case 'problem': {
        const { problem } = outcome
        if (problem.__typename === 'InvalidInput') return { kind: 'invalid', problems: problem.problems }
        if (problem.__typename !== 'HotelConflict') return { kind: 'problem', problem }
        const { settings: current, fields } = problem
        tell(current)
        return { kind: 'conflict', row: settingsRow(current), fields: collisionsOf(fields) }
      }
    }
  }
  return async ({ expectedVersion, patch }) => {
    const input = { expectedVersion, patch: sendable(settings, patch), onStale: 'MERGE' } as const
    return answerOf(await write(executor, EditHotelDocument, input))
  }
}
