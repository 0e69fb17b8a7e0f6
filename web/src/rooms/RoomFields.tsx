import { SimpleGrid, Stack } from '@mantine/core'

import {
  AmountField,
  CodeField,
  CountField,
  EditedField,
  type FormState,
  LineField,
  NotesField,
  valueOf,
} from '@/editing'

import type { RoomField } from './noun'

const Field = EditedField<RoomField>

/** All fields of a room, inside its form. */
export function RoomFields({ state }: { state: FormState<RoomField> }) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field name="name">{(control) => <LineField control={control} required />}</Field>
        <Field name="roomType">{(control) => <LineField control={control} />}</Field>
        <Field name="capacity">{(control) => <CountField control={control} min={1} />}</Field>
        <SimpleGrid cols={2}>
          <Field name="nightlyRate">
            {(control) => (
              <AmountField control={control} currency={String(valueOf(state, 'currency') ?? '')} />
            )}
          </Field>
          <Field name="currency">{(control) => <CodeField control={control} kind="currency" />}</Field>
        </SimpleGrid>
      </SimpleGrid>
      <Field name="notes">{(control) => <NotesField control={control} />}</Field>
    </Stack>
  )
}
