import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

import { CodeField, type Control, EditedField, LineField } from '@/editing'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'

import type { SettingsField } from './settings'

const INPUTS: Readonly<Record<SettingsField, (control: Control) => ReactNode>> = {
  name: (control) => <LineField control={control} />,
  timeZone: (control) => <ZoneField control={control} />,
  currency: (control) => <CodeField control={control} kind="currency" />,
  locale: (control) => <LineField control={control} required />,
  dayEnds: (control) => <TimeField control={control} />,
  checkInFrom: (control) => <TimeField control={control} />,
  checkOutUntil: (control) => <TimeField control={control} />,
}

/** What the house is run with. What the operator fixed can be read, and says so. */
export function SettingsFields() {
  const { t } = useI18n()
  const { fixedFields } = useHotel()
  const field = (name: SettingsField, about?: string) => {
    const fixed = fixedFields.includes(name)
    const note = fixed ? t('house.fixed') : about
    return (
      <EditedField key={name} name={name}>
        {(control) => {
          const input = { ...control.input, readOnly: control.input.readOnly || fixed }
          return INPUTS[name]({ ...control, input: { ...input, ...(note && { description: note }) } })
        }}
      </EditedField>
    )
  }
  return (
    <Stack gap="md">
      {field('name', t('house.name.text'))}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {field('timeZone')}
        {field('dayEnds', t('house.dayEnds.text'))}
        {field('currency', t('house.currency.text'))}
        {field('locale', t('house.locale.text'))}
        {field('checkInFrom', t('house.checkIn.text'))}
        {field('checkOutUntil', t('house.checkIn.text'))}
      </SimpleGrid>
    </Stack>
  )
}

function TimeField({ control: { value, onChange, input } }: { control: Control }) {
  return (
    <TextInput
      {...input}
      type="time"
      value={String(value ?? '')}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

/** The zones that this browser knows, and the one that is set, whether it knows that or not. */
function ZoneField({ control: { value, onChange, input } }: { control: Control }) {
  const zone = String(value ?? '')
  const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), zone])].filter(Boolean)
  return (
    <Select
      {...input}
      searchable
      allowDeselect={false}
      data={zones}
      value={zone}
      onChange={(next) => next && onChange(next)}
    />
  )
}
