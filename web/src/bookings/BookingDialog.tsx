import { useQuery } from '@apollo/client/react'
import { Group } from '@mantine/core'
import { useCallback } from 'react'

import { RowDialog, useLastKnown } from '@/editing'
import { BookingByIdDocument } from '@/gql/graphql'
import { GuestForm } from '@/guests/GuestForm'
import { draftOfGuest } from '@/guests/noun'
import { useI18n } from '@/i18n'
import { FieldPresence, PresenceAvatars, usePresence } from '@/presence'

import { BookingForm } from './BookingForm'
import { BookingHistory } from './BookingHistory'
import { draftOfBooking } from './noun'
import { StatusBadge } from './status'

interface Props {
  id: string
  tab: string | null
  onTab: (tab: string) => void
  onClose: () => void
}

/** A booking: its fields, its guest, its history. */
export function BookingDialog({ id, tab, onTab, onClose }: Props) {
  const { t } = useI18n()
  const onFieldFocus = usePresence(id)
  const aside = useCallback((field: string) => <FieldPresence bookingId={id} field={field} />, [id])
  const { data, error } = useQuery(BookingByIdDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  const booking = useLastKnown(data?.booking)
  const gone = data?.booking === null

  return (
    <RowDialog
      is={booking ? 'here' : data || error ? 'missing' : 'coming'}
      drafts={booking ? [draftOfBooking(id), draftOfGuest(booking.guestId)] : []}
      title={
        <Group gap="sm" component="span">
          {booking ? t('booking.title', { reference: booking.reference }) : t('booking.tab')}
          {booking && <StatusBadge status={booking.status} />}
          <PresenceAvatars bookingId={id} />
        </Group>
      }
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      tabs={
        booking
          ? [
              {
                value: 'booking',
                label: t('booking.tab'),
                keepMounted: true,
                content: (
                  <BookingForm
                    booking={booking}
                    gone={gone}
                    onDeleted={onClose}
                    onFieldFocus={onFieldFocus}
                    aside={aside}
                  />
                ),
              },
              {
                value: 'guest',
                label: t('booking.tab.guest'),
                keepMounted: true,
                content: <GuestForm key={booking.guestId} guest={booking.guest} gone={false} />,
              },
              {
                value: 'history',
                label: t('booking.tab.history'),
                content: <BookingHistory booking={booking} />,
              },
            ]
          : []
      }
    />
  )
}
