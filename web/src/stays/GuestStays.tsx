import { useQuery } from '@apollo/client/react'
import { Button, Group, Text } from '@mantine/core'
import { useLocation } from 'wouter'

import { bookingNoun } from '@/bookings/noun'
import { StatusBadge } from '@/bookings/status'
import { type BookingRowFragment, GuestStaysDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { PagerBar } from '@/lists/PagerBar'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'
import { useAnswer } from '@/lists/useAnswer'
import { useLocalPager } from '@/lists/useLocalPager'
import { useRefetchOn } from '@/live'
import { useRooms } from '@/rooms/useRooms'
import { useMay } from '@/session/context'

import { useBookAgain } from './useBookAgain'
import { useStaysText } from './useStaysText'

const PAGE = 10

/** A guest's stays, past and to come, the newest first, and the way to the next one. */
export function GuestStays({ id }: { id: string }) {
  const { t, days, money } = useI18n()
  const [, navigate] = useLocation()
  const rooms = new Map(useRooms()?.map((room) => [room.id, room.name]))
  const mayBook = useMay(bookingNoun.role)
  const pager = useLocalPager(PAGE, id)
  const variables = { id, ...pager.variables }
  const asked = useQuery(GuestStaysDocument, { variables, fetchPolicy: 'cache-and-network' })
  const { answer } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn(
    (change) =>
      change.__typename === 'BookingChange' && [change.before?.guestId, change.booking?.guestId].includes(id),
    asked.refetch,
  )
  const bookAgain = useBookAgain(id, answer?.latest.nodes[0]?.roomId)
  const staysText = useStaysText()
  const stays = answer?.guest?.stays

  const columns: Column<BookingRowFragment>[] = [
    {
      head: t('bookings.reference'),
      cell: ({ id: booking, reference }) => (
        <RowLink href={`/bookings?booking=${booking}`}>{reference}</RowLink>
      ),
    },
    { head: t('paper.stay'), cell: ({ checkIn, checkOut }) => days(checkIn, checkOut) },
    { head: t('booking.roomId'), cell: ({ roomId }) => rooms.get(roomId) ?? '…' },
    { head: t('booking.status'), cell: ({ status }) => <StatusBadge status={status} /> },
    {
      head: t('booking.totalPrice'),
      align: 'right',
      cell: ({ totalPrice, currency }) => money(totalPrice, currency),
    },
  ]
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text size="sm">{stays && staysText(stays)}</Text>
        {mayBook && (
          <Button size="compact-md" disabled={!answer?.guest} onClick={() => void bookAgain()}>
            {t('guest.bookAgain')}
          </Button>
        )}
      </Group>
      <RowTable
        label={t('guest.stays')}
        rows={answer?.page.nodes}
        columns={columns}
        nothing={t('guest.stays.none')}
        onOpen={({ id: booking }) => navigate(`/bookings?booking=${booking}`)}
      />
      <PagerBar page={answer?.page.pageInfo} pager={pager} />
    </>
  )
}
