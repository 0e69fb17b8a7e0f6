import { Text } from '@mantine/core'
import { useSearchParams } from 'wouter'

import type { PaperRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'

import { isOverdue } from './choice'
import { guestName } from './sheet'

interface Props {
  label: string
  nothing: string
  rows: readonly PaperRowFragment[] | undefined
  today: string
}

/** One of the day's lists, on the screen and on paper. */
export function DayList({ label, nothing, rows, today }: Props) {
  const { t, days, money } = useI18n()
  const [search, setSearch] = useSearchParams()
  const opening = (id: string) => {
    const next = new URLSearchParams(search)
    next.set('booking', id)
    return next
  }
  const columns: Column<PaperRowFragment>[] = [
    {
      head: t('bookings.reference'),
      cell: ({ id, reference }) => <RowLink href={`?${opening(id).toString()}`}>{reference}</RowLink>,
    },
    { head: t('booking.roomId'), cell: ({ room }) => room.name },
    {
      head: t('booking.guestId'),
      cell: (row) => (
        <>
          {guestName(row, t)}
          {row.guest.phone && <Text size="xs">{row.guest.phone}</Text>}
        </>
      ),
    },
    { head: t('paper.stay'), cell: ({ checkIn, checkOut }) => days(checkIn, checkOut) },
    { head: t('paper.persons'), cell: ({ adults, children }) => `${adults} + ${children}` },
    {
      head: t('booking.status'),
      cell: (row) =>
        t(`booking.status.${row.status}`) + (isOverdue(row, today) ? `, ${t('plan.overdue')}` : ''),
    },
    {
      head: t('booking.totalPrice'),
      align: 'right',
      cell: ({ totalPrice, currency }) => money(totalPrice, currency),
    },
    {
      head: t('booking.notes'),
      cell: ({ notes }) =>
        notes && (
          <Text size="xs" style={{ whiteSpace: 'pre-line' }}>
            {notes}
          </Text>
        ),
    },
  ]
  return (
    <RowTable
      label={label}
      rows={rows}
      columns={columns}
      nothing={nothing}
      onOpen={({ id }) => setSearch(opening(id))}
    />
  )
}
