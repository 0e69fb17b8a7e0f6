import { DateInput } from '@mantine/dates'
import dayjs from 'dayjs'
import customParseFormat from 'dayjs/plugin/customParseFormat'

import type { Control } from '@/editing'
import { useI18n } from '@/i18n'

dayjs.extend(customParseFormat)

/** A day, typed in the reader's order or picked. */
export function DayField({ control }: { control: Control }) {
  const { dayPattern } = useI18n()
  const { value, onChange, ...input } = control
  return (
    <DateInput
      {...input}
      value={value === null ? null : String(value)}
      onChange={onChange}
      valueFormat={dayPattern}
      placeholder={dayPattern}
      dateParser={(text) => {
        const day = dayjs(text, [dayPattern, 'YYYY-MM-DD'], true)
        return day.isValid() ? day.format('YYYY-MM-DD') : null
      }}
      highlightToday
      popoverProps={{ disabled: input.readOnly, zIndex: 310 }}
    />
  )
}
