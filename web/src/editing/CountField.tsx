import { NumberInput } from '@mantine/core'

import type { Control } from './EditedField'

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
