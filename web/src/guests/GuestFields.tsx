import { SimpleGrid, Stack } from '@mantine/core'

import { EditedField, LineField, NotesField } from '@/editing'

import type { GuestField } from './noun'

const Field = EditedField<GuestField>

/** All fields of a guest, inside their form. */
export function GuestFields() {
  return (
    <Stack gap="md">
      <Field name="name">{(control) => <LineField control={control} required />}</Field>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field name="email">{(control) => <LineField control={control} type="email" />}</Field>
        <Field name="phone">{(control) => <LineField control={control} type="tel" />}</Field>
      </SimpleGrid>
      <Field name="country">{(control) => <LineField control={control} maxLength={2} upperCase />}</Field>
      <Field name="notes">{(control) => <NotesField control={control} />}</Field>
    </Stack>
  )
}
