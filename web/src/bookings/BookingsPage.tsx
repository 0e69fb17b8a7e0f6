import { skipToken, useQuery } from '@apollo/client/react'
import { Group } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { type BookingFilter, BookingListDocument, type BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { RowLink } from '@/lists/RowLink'
import type { Column } from '@/lists/RowTable'
import { unclear, useAnswer } from '@/lists/useAnswer'
import { usePager } from '@/lists/usePager'
import { useHotel, useRefetchOn } from '@/live'
import { ListPage } from '@/nouns/ListPage'
import { WaitingMark } from '@/outbox'
import { PresenceAvatars } from '@/presence'
import { useRooms } from '@/rooms/useRooms'

import { BookingFilters, type UnreadDays } from './BookingFilters'
import { HiddenBooking } from './HiddenBooking'
import { bookingNoun } from './noun'
import { StatusBadge } from './status'

const PAGE = 25

export default function BookingsPage() {
  const { t, day, money } = useI18n()
  const [, navigate] = useLocation()
  const rooms = new Map(useRooms()?.map(({ id, name }) => [id, name]))
  const { today } = useHotel()
  const [filter, setFilter] = useState<BookingFilter>({ from: today })
  const [unread, setUnread] = useState<UnreadDays>({})
  const isClear = unread.from === undefined && unread.to === undefined
  const pager = usePager(PAGE, JSON.stringify(filter))
  const variables = { filter, orderBy: 'CHECK_IN_ASC', ...pager.variables } as const
  const asked = useQuery(
    BookingListDocument,
    isClear ? { variables, fetchPolicy: 'cache-and-network' } : skipToken,
  )
  const { answer, refused } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn((change) => change.__typename === 'BookingChange' && isClear && !refused, asked.refetch)
  const page = isClear ? answer?.page : undefined

  const columns: Column<BookingRowFragment>[] = [
    {
      head: t('bookings.reference'),
      cell: ({ id, reference }) => (
        <Group gap="xs" wrap="nowrap">
          <RowLink href={`?booking=${id}`}>{reference}</RowLink>
          <WaitingMark row={id} />
          <PresenceAvatars bookingId={id} size={22} />
        </Group>
      ),
    },
    { head: t('booking.guestId'), cell: ({ guest }) => guest.name },
    { head: t('booking.checkIn'), cell: ({ checkIn }) => day(checkIn) },
    { head: t('booking.checkOut'), cell: ({ checkOut }) => day(checkOut) },
    { head: t('booking.roomId'), cell: ({ roomId }) => rooms.get(roomId) ?? '…' },
    { head: t('booking.status'), cell: ({ status }) => <StatusBadge status={status} /> },
    {
      head: t('booking.totalPrice'),
      align: 'right',
      cell: ({ totalPrice, currency }) => money(totalPrice, currency),
    },
  ]
  return (
    <ListPage
      noun={bookingNoun}
      rows={isClear && !refused ? page?.nodes : []}
      nothing={isClear && !refused ? undefined : unclear(refused, t)}
      columns={columns}
      filters={
        <>
          <BookingFilters {...{ filter, unread, refused }} onFilter={setFilter} onUnread={setUnread} />
          {isClear && (
            <HiddenBooking
              filter={filter}
              onClear={(names) =>
                setFilter((now) =>
                  Object.fromEntries(
                    Object.entries(now).filter(([name]) => !names.some((one) => one === name)),
                  ),
                )
              }
            />
          )}
        </>
      }
      paging={{ page: page?.pageInfo, pager }}
      onNew={() => navigate('?new=')}
      onOpen={(id) => navigate(`?booking=${id}`)}
    />
  )
}
