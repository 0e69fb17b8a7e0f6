import { Anchor, Group } from '@mantine/core'
import { useCallback } from 'react'
import { Link } from 'wouter'

import { GuestForm } from '@/guests/GuestForm'
import { guestNoun } from '@/guests/noun'
import { useI18n } from '@/i18n'
import { draftOf } from '@/nouns/noun'
import { RowTabs } from '@/nouns/RowTabs'
import { useRow } from '@/nouns/useRow'
import { useWithWaiting, WaitingMark } from '@/outbox'
import { FieldPresence, PresenceAvatars, usePresence } from '@/presence'

import { BookingForm } from './BookingForm'
import { BookingHistory } from './BookingHistory'
import { bookingNoun } from './noun'
import { Reinstate } from './Reinstate'
import { StatusBadge } from './status'

interface Props {
  id: string
  tab: string | null
  onTab: (tab: string) => void
  onClose: () => void
}

/** A booking: its fields, its guest, its history. */
export function BookingDialog({ id, ...tabs }: Props) {
  const { t } = useI18n()
  const aside = useCallback((field: string) => <FieldPresence bookingId={id} field={field} />, [id])
  const { row: booking, gone, is, called: reference } = useRow(bookingNoun, id)
  const guestWithWaiting = useWithWaiting('Guest')
  const onFieldFocus = usePresence(gone ? undefined : id)

  return (
    <RowTabs
      is={is}
      drafts={booking ? [draftOf(bookingNoun, id), draftOf(guestNoun, booking.guestId)] : []}
      title={
        <Group gap="sm" component="span">
          {reference ? t('booking.title', { reference }) : t('booking.tab')}
          {booking && <StatusBadge status={booking.status} />}
          <WaitingMark row={id} />
          <PresenceAvatars bookingId={id} />
        </Group>
      }
      tabs={[
        booking && {
          value: 'booking',
          label: t('booking.tab'),
          keepMounted: true,
          content: (
            <>
              {/* Above it: the form's foot lies over what is below. */}
              {!gone && (
                <Group justify="space-between">
                  <Anchor component={Link} href={`/paper/cards?card=${id}`} size="sm">
                    {t('paper.card')}
                  </Anchor>
                  <Reinstate booking={booking} />
                </Group>
              )}
              <BookingForm row={booking} onDeleted={tabs.onClose} {...{ gone, onFieldFocus, aside }} />
            </>
          ),
        },
        booking && {
          value: 'guest',
          label: t('booking.tab.guest'),
          keepMounted: true,
          content: <GuestForm key={booking.guestId} row={guestWithWaiting(booking.guest)} gone={false} />,
        },
        {
          value: 'history',
          label: t('booking.tab.history'),
          content: <BookingHistory id={id} booking={gone ? undefined : booking} />,
        },
      ]}
      {...tabs}
    />
  )
}
