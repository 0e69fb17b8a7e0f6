import { SimpleGrid, Stack } from '@mantine/core'
import type { ReactNode } from 'react'

import {
  AmountField,
  CodeField,
  type Control,
  CountField,
  EditedField,
  LineField,
  NotesField,
  useForm,
  valueOf,
} from '@/editing'

import type { FieldsDescriptor, FieldSpec, Layout } from './fields'

interface Props<Field extends string> {
  noun: FieldsDescriptor<Field>
}

/** The fields of a noun, as its layout has them, inside its form. */
export function RowFields<Field extends string>({ noun }: Props<Field>) {
  const { layout = Object.keys(noun.fields) as Field[] } = noun
  return <Stack gap="md">{cells(noun, layout, { base: 1, sm: 2 })}</Stack>
}

/** On a narrow screen only what stands together within a row does so. */
function cells<Field extends string>(
  noun: FieldsDescriptor<Field>,
  layout: Layout<Field>,
  cols: number | { base: number; sm: number },
): ReactNode[] {
  return layout.map((cell) =>
    typeof cell === 'string' ? (
      <EditedField key={cell} name={cell}>
        {(control) => <Input control={control} spec={noun.fields[cell]} />}
      </EditedField>
    ) : (
      <SimpleGrid key={cell.join()} cols={cols}>
        {cells(noun, cell, 2)}
      </SimpleGrid>
    ),
  )
}

/** The input for what a field holds; none where the noun's own form has it. */
function Input({ control, spec }: { control: Control; spec: FieldSpec }) {
  const { state } = useForm()
  switch (spec.is) {
    case 'line':
      return <LineField control={control} required={spec.required ?? false} />
    case 'email':
    case 'tel':
      return <LineField control={control} kind={spec.is} />
    case 'notes':
      return <NotesField control={control} />
    case 'count':
      return <CountField control={control} min={spec.min} />
    case 'amount':
      return <AmountField control={control} currency={String(valueOf(state, 'currency') ?? '')} />
    case 'currency':
      return <CodeField control={control} kind="currency" />
    case 'country':
      return <CodeField control={control} kind="region" />
    case 'day':
    case 'own':
      return null
  }
}
