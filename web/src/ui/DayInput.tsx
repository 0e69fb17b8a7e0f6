import { DateInput, type DateInputProps } from '@mantine/dates'
import dayjs from 'dayjs'
import customParseFormat from 'dayjs/plugin/customParseFormat'

import { useI18n } from '@/i18n'

dayjs.extend(customParseFormat)

/** A day, typed in the reader's order or picked. */
export function DayInput(props: DateInputProps) {
  const { dayPattern } = useI18n()
  return (
    <DateInput
      valueFormat={dayPattern}
      placeholder={dayPattern}
      dateParser={(text) => {
        const day = dayjs(text, [dayPattern, 'YYYY-MM-DD'], true)
        return day.isValid() ? day.format('YYYY-MM-DD') : null
      }}
      highlightToday
      {...props}
    />
  )
}
