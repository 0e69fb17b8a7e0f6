import type { Outcome, Request, Value } from '@frontdesk/client'
import { useVersionedMutation } from '@frontdesk/client/react'

import type { Answer } from '@/editing'
import { EditHotelDocument, type EditHotelMutation } from '@/gql/graphql'
import { useTellHotel } from '@/live'
import { sendable } from '@/nouns/fields'

import { settings, type SettingsField, settingsRow } from './settings'

/** Saves settings, merged with others' where they don't touch. */
export function useSetHotel(): (request: Request<SettingsField>) => Promise<Answer<SettingsField>> {
  const { save } = useVersionedMutation(EditHotelDocument)
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
        tell(problem.settings)
        return {
          kind: 'conflict',
          row: settingsRow(problem.settings),
          fields: problem.fields.map(({ field, base, changedBy, changedAt }) => ({
            field: field as SettingsField,
            base: base as Value,
            author: changedBy && changedAt ? { name: changedBy.name, at: changedAt } : undefined,
          })),
        }
      }
    }
  }
  return async ({ expectedVersion, patch }) =>
    answerOf(await save({ expectedVersion, patch: sendable(settings, patch), onStale: 'MERGE' }))
}
