import type { CalendarAriaLabels } from '@mantine/dates'

import { useI18n } from '@/i18n'

/** What the arrows of a calendar do, for who can't see them. */
export function useCalendarLabels(): CalendarAriaLabels {
  const { t } = useI18n()
  return {
    previousMonth: t('plan.before'),
    nextMonth: t('plan.after'),
    previousYear: t('calendar.year.before'),
    nextYear: t('calendar.year.after'),
    previousDecade: t('calendar.decade.before'),
    nextDecade: t('calendar.decade.after'),
  }
}
