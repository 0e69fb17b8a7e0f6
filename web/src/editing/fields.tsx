import { Textarea, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'

import type { Control } from './EditedField'

interface LineProps {
  control: Control
  /** What is typed, for the keyboard of a telephone. No `type`: a browser rewrites the domain of an `email`. */
  kind?: 'email' | 'tel'
  required?: boolean
  /** Where it comes up because of what was just done, it is what is filled in next. */
  begin?: boolean
}

/** A line of text. */
export function LineField({ control, kind, required = false, begin = false }: LineProps) {
  const { value, onChange, input } = control
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (begin) ref.current?.focus()
  }, [begin])
  return (
    <TextInput
      {...input}
      ref={ref}
      required={required}
      inputMode={kind}
      {...(kind && { autoCapitalize: 'none', spellCheck: false })}
      autoComplete="off"
      value={String(value ?? '')}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
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
