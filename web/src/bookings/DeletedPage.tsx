import { useQuery } from '@apollo/client/react'
import { Button, Group, Text } from '@mantine/core'
import { Link } from 'wouter'

import { DeletedBookingsDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { AddressNote } from '@/lists/AddressNote'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'
import { useAddress } from '@/lists/useAddress'
import { unclear, useAnswer } from '@/lists/useAnswer'
import { useSelected } from '@/lists/useSelected'
import { useRefetchOn } from '@/live'
import { useRooms } from '@/rooms/useRooms'
import { Page } from '@/ui/Page'

import { BringBackBooking } from './BringBackBooking'
import { type Gone, goneIn, useGuestsOf } from './gone'
import { StatusBadge } from './status'

const PAGE = 25

/** Bookings that were deleted and are not there again: the last one first. */
export default function DeletedPage() {
  const { t } = useI18n()
  const { search, change, go } = useAddress()
  const { open } = useSelected('booking')
  const after = search.get('after')
  const variables = { first: PAGE, ...(after !== null && { after }) }
  const asked = useQuery(DeletedBookingsDocument, { variables, fetchPolicy: 'cache-and-network' })
  const { answer, refused } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn(({ __typename }) => __typename === 'BookingChange' && !refused, asked.refetch)
  const rows = refused ? [] : answer && goneIn(answer.page.nodes)
  const { endCursor, hasNextPage } = (!refused && answer?.page.pageInfo) || {}
  return (
    <Page
      title={t('deleted.title')}
      actions={
        <Button component={Link} href="/bookings" variant="default">
          {t('deleted.back')}
        </Button>
      }
    >
      <Text size="sm" mb="md">
        {t('deleted.about')}
      </Text>
      <AddressNote unread={[]} refused={refused} />
      <RowTable
        label={t('deleted.title')}
        rows={rows}
        columns={useColumns(rows ?? [])}
        nothing={refused ? unclear(refused, t) : t('deleted.none')}
        onOpen={({ id }) => open(id)}
      />
      <Group justify="flex-end" mt="md" gap="xs">
        {after !== null && (
          <Button variant="default" onClick={() => change({})}>
            {t('list.first')}
          </Button>
        )}
        {hasNextPage && endCursor && (
          <Button variant="default" onClick={() => go({ after: endCursor })}>
            {t('list.next')}
          </Button>
        )}
      </Group>
    </Page>
  )
}

function useColumns(rows: readonly Gone[]): Column<Gone>[] {
  const { t, days, moment } = useI18n()
  const { href } = useSelected('booking')
  const rooms = useRooms()
  const guests = useGuestsOf(rows)
  return [
    {
      head: t('bookings.reference'),
      cell: ({ id, values }) => <RowLink href={href(id)}>{values.reference}</RowLink>,
    },
    {
      head: t('booking.guestId'),
      cell: ({ values }) => {
        const guest = guests?.get(values.guestId)
        if (guest?.erasedAt) return t('deleted.guestErased')
        return guest?.name ?? (guests ? t('deleted.guestGone') : '…')
      },
    },
    { head: t('deleted.stay'), cell: ({ values }) => days(values.checkIn, values.checkOut) },
    {
      head: t('booking.roomId'),
      cell: ({ values }) =>
        rooms ? (rooms.find(({ id }) => id === values.roomId)?.name ?? t('deleted.roomGone')) : '…',
    },
    { head: t('booking.status'), cell: ({ values }) => <StatusBadge status={values.status} /> },
    {
      head: t('deleted.by'),
      cell: ({ by, at }) => t('deleted.byAt', { name: by, at: moment(at) }),
    },
    {
      head: t('deleted.way'),
      cell: (gone) => {
        const guest = guests?.get(gone.values.guestId)
        return guest && !guest.erasedAt && <BringBackBooking gone={gone} />
      },
    },
  ]
}
