import { Textarea, TextInput } from '@mantine/core'

import type { Control } from './EditedField'

interface LineProps {
  control: Control
  type?: 'email' | 'tel'
  maxLength?: number
  required?: boolean
  upperCase?: boolean
}

/** A line of text. */
export function LineField({ control, upperCase = false, ...rest }: LineProps) {
  const { value, onChange, input } = control
  return (
    <TextInput
      {...input}
      {...rest}
      autoComplete="off"
      value={String(value ?? '')}
      onChange={({ currentTarget }) =>
        onChange(upperCase ? currentTarget.value.toUpperCase() : currentTarget.value)
      }
    />
  )
}

/** Several lines of text. */
export function NotesField({ control }: { control: Control }) {
  const { value, onChange, input } = control
  return (
    <Textarea
      {...input}
      value={String(value ?? '')}
      autosize
      minRows={2}
      maxRows={8}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
