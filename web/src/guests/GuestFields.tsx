import { SimpleGrid, Stack } from '@mantine/core'

import { CodeField, EditedField, LineField, NotesField } from '@/editing'

import type { GuestField } from './noun'

const Field = EditedField<GuestField>

/** All fields of a guest, inside their form. */
export function GuestFields() {
  return (
    <Stack gap="md">
      <Field name="name">{(control) => <LineField control={control} required />}</Field>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field name="email">{(control) => <LineField control={control} kind="email" />}</Field>
        <Field name="phone">{(control) => <LineField control={control} kind="tel" />}</Field>
      </SimpleGrid>
      <Field name="country">{(control) => <CodeField control={control} kind="region" />}</Field>
      <Field name="notes">{(control) => <NotesField control={control} />}</Field>
    </Stack>
  )
}
