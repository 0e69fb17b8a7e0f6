import { Text } from '@mantine/core'

import { EditForm, type Saving, useSave, useVersionedForm, valuesOf } from '@/editing'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'
import { problemsOf } from '@/nouns/fields'
import { useWording } from '@/nouns/useWording'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { settings, type SettingsField, settingsRow } from './settings'
import { SettingsFields } from './SettingsFields'
import { useSetHotel } from './useSetHotel'

/** What the house is run with, for whoever runs it. */
export default function SettingsPage() {
  const { t, moment } = useI18n()
  const hotel = useHotel()
  const { updatedAt, updatedBy } = hotel
  const readOnly = !useMay('MANAGER')
  const form = useVersionedForm(settings.form, 'Hotel:settings', settingsRow(hotel))
  const wording = useWording(settings)
  const saving: Saving<SettingsField> = useSave({
    form,
    label: wording.label,
    check: () => problemsOf(settings, valuesOf(form.state)),
    write: useSetHotel(),
  })
  return (
    <Page title={t('house.title')}>
      <div style={{ maxWidth: 720 }}>
        <EditForm form={form} saving={saving} wording={wording} what={t('house.what')} readOnly={readOnly}>
          <SettingsFields />
        </EditForm>
        {updatedBy && updatedAt && (
          <Text size="sm" c="dimmed" mt="md">
            {t('house.changed', { name: updatedBy.name, at: moment(updatedAt) })}
          </Text>
        )}
      </div>
    </Page>
  )
}
