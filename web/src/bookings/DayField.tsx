import type { Control } from '@/editing'
import { useHotel } from '@/live'
import { DayInput } from '@/ui/DayInput'

interface Props {
  control: Control
  /** A day typed without a year is the next such day, counted from this one. */
  after: string
  calendar?: boolean
}

export function DayField({ control, after, calendar = true }: Props) {
  const { today } = useHotel()
  const { value, unread, onChange, onUnread, input } = control
  return (
    <DayInput
      {...input}
      {...{ unread, onChange, onUnread, after, today, calendar }}
      value={value === null ? null : String(value)}
      zIndex={310}
    />
  )
}
