import { useQuery } from '@apollo/client/react'
import { Group } from '@mantine/core'
import { useCallback } from 'react'

import { RowDialog, useFormerName, useLastKnown } from '@/editing'
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
  const aside = useCallback((field: string) => <FieldPresence bookingId={id} field={field} />, [id])
  const { data, error } = useQuery(BookingByIdDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  const booking = useLastKnown(data?.booking)
  const gone = data?.booking === null
  const onFieldFocus = usePresence(gone ? undefined : id)
  const deleted = useFormerName(gone && !booking ? id : undefined)
  const reference = booking?.reference ?? deleted
  const history = {
    value: 'history',
    label: t('booking.tab.history'),
    content: <BookingHistory id={id} booking={gone ? undefined : booking} />,
  }

  return (
    <RowDialog
      is={booking || gone ? 'here' : data || error ? 'missing' : 'coming'}
      drafts={booking ? [draftOfBooking(id), draftOfGuest(booking.guestId)] : []}
      title={
        <Group gap="sm" component="span">
          {reference ? t('booking.title', { reference }) : t('booking.tab')}
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
              history,
            ]
          : [history]
      }
    />
  )
}
