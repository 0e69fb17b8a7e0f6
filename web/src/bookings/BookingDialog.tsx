import { Anchor, Group, Text } from '@mantine/core'
import { useCallback } from 'react'
import { Link } from 'wouter'

import { useDrafts } from '@/editing'
import { GuestForm } from '@/guests/GuestForm'
import { guestNoun } from '@/guests/noun'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'
import { draftOf } from '@/nouns/noun'
import { RowTabs } from '@/nouns/RowTabs'
import { useRow } from '@/nouns/useRow'
import { useWithWaiting, WaitingMark } from '@/outbox'
import { FieldPresence, PresenceAvatars, usePresence } from '@/presence'
import { useMay } from '@/session/context'

import { BookingForm } from './BookingForm'
import { BookingHistory } from './BookingHistory'
import { bookingNoun } from './noun'
import { Reinstate } from './Reinstate'
import { StatusBadge } from './status'
import { stepOf } from './step'
import { StepButton } from './StepButton'

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
  const { today } = useHotel()
  const drafts = useDrafts()
  const done = () => {
    // What is typed about the guest is not saved yet.
    if (!booking || !drafts.has(draftOf(guestNoun, booking.guestId))) tabs.onClose()
  }
  const mayEdit = useMay(bookingNoun.role)
  const step = booking && !gone && mayEdit ? stepOf(booking, today) : undefined
  const onFieldFocus = usePresence(gone ? undefined : id)

  return (
    <RowTabs
      is={is}
      drafts={booking ? [draftOf(bookingNoun, id), draftOf(guestNoun, booking.guestId)] : []}
      title={
        <Group gap="sm" component="span">
          {booking?.guest.name}
          <Text span fw="inherit" {...(booking ? { size: 'sm', c: 'dimmed' } : { size: 'lg' })}>
            {reference ? t('booking.title', { reference }) : t('booking.tab')}
          </Text>
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
              <BookingForm
                row={booking}
                onDeleted={tabs.onClose}
                onSaved={done}
                next={
                  step && <StepButton booking={booking} step={step} variant="light" onStep={tabs.onClose} />
                }
                {...{ gone, onFieldFocus, aside }}
              />
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
