import type { Control } from '@/editing'
import { DayInput } from '@/ui/DayInput'

export function DayField({ control }: { control: Control }) {
  const { value, onChange, ...input } = control
  return (
    <DayInput
      {...input}
      value={value === null ? null : String(value)}
      onChange={onChange}
      popoverProps={{ disabled: input.readOnly, zIndex: 310 }}
    />
  )
}
