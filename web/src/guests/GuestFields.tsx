import { SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'

import { type Control, EditedField } from '@/editing'

import type { GuestField } from './noun'

const Field = EditedField<GuestField>

/** All fields of a guest, inside their form. */
export function GuestFields() {
  return (
    <Stack gap="md">
      <Field name="name">{(control) => <Line control={control} autoComplete="off" required />}</Field>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field name="email">{(control) => <Line control={control} type="email" />}</Field>
        <Field name="phone">{(control) => <Line control={control} type="tel" />}</Field>
      </SimpleGrid>
      <Field name="country">{(control) => <Line control={control} maxLength={2} upperCase />}</Field>
      <Field name="notes">
        {({ value, onChange, ...input }) => (
          <Textarea
            {...input}
            value={String(value ?? '')}
            autosize
            minRows={2}
            maxRows={8}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
      </Field>
    </Stack>
  )
}

interface LineProps {
  control: Control
  type?: 'email' | 'tel'
  maxLength?: number
  required?: boolean
  upperCase?: boolean
  autoComplete?: string
}

function Line({ control, upperCase = false, ...rest }: LineProps) {
  const { value, onChange, ...input } = control
  return (
    <TextInput
      {...input}
      {...rest}
      value={String(value ?? '')}
      onChange={({ currentTarget }) =>
        onChange(upperCase ? currentTarget.value.toUpperCase() : currentTarget.value)
      }
    />
  )
}
