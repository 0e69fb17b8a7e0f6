import { Badge, type MantineSize } from '@mantine/core'

import type { BookingStatus } from '@/gql/graphql'
import { useI18n } from '@/i18n'

export const STATUS_COLORS: Record<BookingStatus, string> = {
  INQUIRY: 'yellow',
  CONFIRMED: 'cyan',
  CHECKED_IN: 'teal',
  CHECKED_OUT: 'gray',
  CANCELLED: 'red',
  NO_SHOW: 'grape',
}

export function StatusBadge({ status, size = 'md' }: { status: BookingStatus; size?: MantineSize }) {
  const { t } = useI18n()
  // The text in its own shade would be too faint on the tint.
  return (
    <Badge color={STATUS_COLORS[status]} c="var(--mantine-color-text)" variant="light" size={size} tt="none">
      {t(`booking.status.${status}`)}
    </Badge>
  )
}
