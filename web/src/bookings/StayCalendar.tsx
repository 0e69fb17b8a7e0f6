import { Box, Text } from '@mantine/core'
import { Calendar } from '@mantine/dates'
import { useState } from 'react'

import { useI18n } from '@/i18n'
import classes from '@/ui/DayInput.module.css'
import { useCalendarLabels } from '@/ui/useCalendarLabels'

/** Which end of the stay the next day that is picked will be. */
export type StayEnd = 'checkIn' | 'checkOut'

interface Props {
  checkIn: string
  checkOut: string
  end: StayEnd
  /** The hotel's day, which is marked. */
  today: string
  onPick: (day: string) => void
}

/** The nights of a stay in one calendar: its arrival and its departure are picked in turn. */
export function StayCalendar({ checkIn, checkOut, end, today, onPick }: Props) {
  const { t } = useI18n()
  const labels = useCalendarLabels()
  const [shown, setShown] = useState<string>()
  const isStay = checkIn !== '' && checkIn < checkOut
  return (
    <Box role="group" data-calendar aria-label={t('booking.calendar')}>
      <Calendar
        date={shown ?? (checkIn || today)}
        onDateChange={setShown}
        ariaLabels={labels}
        getDayProps={(day) => {
          const isEnd = day === checkIn || day === checkOut
          return {
            selected: isEnd,
            firstInRange: isStay && day === checkIn,
            lastInRange: isStay && day === checkOut,
            inRange: isStay && checkIn <= day && day <= checkOut,
            'aria-pressed': isEnd,
            ...(day === today && { className: classes['today'], 'aria-current': 'date' as const }),
            onClick: () => onPick(day),
          }
        }}
      />
      <Text size="xs" c="dimmed" aria-live="polite">
        {t(`booking.pick.${end}`)}
      </Text>
    </Box>
  )
}
