import { NumberInput, Textarea, TextInput } from '@mantine/core'

import { useI18n } from '@/i18n'

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
  const { value, onChange, ...input } = control
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
  const { value, onChange, ...input } = control
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

/** How many. While it is empty it is text. */
export function CountField({ control, min }: { control: Control; min: number }) {
  const { value, onChange, ...input } = control
  return (
    <NumberInput
      {...input}
      value={value ?? ''}
      onChange={onChange}
      min={min}
      max={100}
      allowDecimal={false}
      clampBehavior="none"
    />
  )
}

/** An amount of money, as text: no cent is lost on the way through a binary number. */
export function AmountField({ control }: { control: Control }) {
  const { decimalSeparator } = useI18n()
  const { value, onChange, ...input } = control
  return (
    <NumberInput
      {...input}
      value={value ?? ''}
      onChange={(amount) => onChange(String(amount))}
      decimalScale={2}
      decimalSeparator={decimalSeparator}
      valueIsNumericString
      allowNegative={false}
      hideControls
    />
  )
}
