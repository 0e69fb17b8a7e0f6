import { type Request, type Row, undo, type Value } from '@frontdesk/client'

import { type Answer, isSame, refusalText } from '@/editing'
import { ruleText } from '@/editing/problems'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'
import { type SeveralUndone, useNoteSeveral } from '@/nouns/undo/context'

import { settings, type SettingsField, settingsRow } from './settings'
import { useSendSettings } from './useSendSettings'

type End = Answer<SettingsField>

/** Saves settings, and notes how they are set back. */
export function useSetHotel(): (request: Request<SettingsField>) => Promise<End> {
  const { t, list } = useI18n()
  const send = useSendSettings()
  const noteSeveral = useNoteSeveral()
  const now = settingsRow(useHotel())
  const what = t('house.what')
  const labels = (fields: readonly string[]) =>
    list(settings.form.fields.filter((name) => fields.includes(name)).map((name) => t(settings.label(name))))

  const undone = (end: End): SeveralUndone => {
    const refused = (why: string): SeveralUndone => ({
      kind: 'refused',
      said: t('undo.refused', { what, why }),
    })
    switch (end.kind) {
      case 'saved': {
        const fields = labels(end.mergedFields)
        const said = fields ? t('undo.merged', { what, fields }) : t('undo.undone', { what })
        return { kind: 'undone', said }
      }
      case 'invalid':
        return refused(end.problems.map((one) => `${labels([one.field])} ${ruleText(one, t)}`).join('; '))
      case 'problem':
        return refused(refusalText(end.problem, t))
      // Who set the same since has decided with these before them; the form is there for another word.
      case 'conflict':
      case 'deleted':
        return refused(t('refused.HotelConflict'))
      case 'failed':
        return {
          kind: 'failed',
          said: t('undo.failed', { what }),
          retry: async () => undone(await end.retry()),
        }
    }
  }
  const noting = (end: End, request: Request<SettingsField>): End => {
    if (end.kind === 'failed') return { ...end, retry: async () => noting(await end.retry(), request) }
    // What is older than the edit tells nothing of what was there before it.
    if (end.kind !== 'saved' || now.version < request.expectedVersion) return end
    const back = inverseOf(request.patch, now, end.row)
    if (back) {
      noteSeveral({
        said: t('undo.saved', { what, fields: labels(Object.keys(back.patch)) }),
        undo: async () => undone(await send(back)),
      })
    }
    return end
  }
  return async (request) => noting(await send(request), request)
}

type Patch = Request<SettingsField>['patch']

/** What sets back what `patch` made of `before`; none where that is nothing. */
function inverseOf(
  patch: Patch,
  before: Row<SettingsField>,
  after: Row<SettingsField>,
): Request<SettingsField> | undefined {
  const of = ({ values }: Row<SettingsField>): Patch =>
    Object.fromEntries((Object.keys(patch) as SettingsField[]).map((field) => [field, values[field]]))
  const inverse = undo<SettingsField, Value, never>(
    { same: (field, one, other) => isSame(settings.form, field, one, other) },
    { kind: 'updated', row: 'settings', version: after.version, before: of(before), after: of(after) },
  )
  return inverse && { expectedVersion: inverse.base, patch: inverse.patch ?? {} }
}
