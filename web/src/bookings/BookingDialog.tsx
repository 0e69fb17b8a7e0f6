import { useQuery } from '@apollo/client/react'
import { Group, Indicator, Modal, Tabs, Text } from '@mantine/core'
import { useCallback, useState } from 'react'

import { DiscardDialog, type FieldHooks, useDrafts } from '@/editing'
import { BookingByIdDocument, type BookingRowFragment } from '@/gql/graphql'
import { draftOfGuest, GuestForm } from '@/guests/GuestForm'
import { useI18n } from '@/i18n'
import { FieldPresence, PresenceAvatars, usePresence } from '@/presence'
import { Waiting } from '@/ui/Waiting'

import { BookingForm, draftOfBooking } from './BookingForm'
import { BookingHistory } from './BookingHistory'
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
  const drafts = useDrafts()
  const [leaving, setLeaving] = useState(false)
  const onFieldFocus = usePresence(id)
  const aside = useCallback((field: string) => <FieldPresence bookingId={id} field={field} />, [id])
  const { data, error } = useQuery(BookingByIdDocument, {
    variables: { id },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  // A form stays over what it was opened on, also when that is deleted, or can't be read for a while.
  const [known, setKnown] = useState<BookingRowFragment>()
  const booking = data?.booking ?? known
  if (data?.booking && data.booking !== known) setKnown(data.booking)

  const keys = booking ? [draftOfBooking(id), draftOfGuest(booking.guestId)] : []
  const close = () => {
    if (keys.some((key) => drafts.has(key))) setLeaving(true)
    else onClose()
  }

  return (
    <>
      <Modal
        opened
        onClose={close}
        size={760}
        stackId="booking"
        closeButtonProps={{ 'aria-label': t('editing.close') }}
        title={
          <Group gap="sm">
            <Text component="span" fw={600} size="lg">
              {booking ? t('booking.title', { reference: booking.reference }) : t('booking.opening')}
            </Text>
            {booking && <StatusBadge status={booking.status} />}
            <PresenceAvatars bookingId={id} />
          </Group>
        }
      >
        {booking ? (
          <BookingTabs
            booking={booking}
            gone={data?.booking === null}
            tab={tab}
            onTab={onTab}
            onFieldFocus={onFieldFocus}
            aside={aside}
          />
        ) : data || error ? (
          <Text>{t('booking.none')}</Text>
        ) : (
          <Waiting />
        )}
      </Modal>
      <DiscardDialog
        opened={leaving}
        onKeep={() => setLeaving(false)}
        onDiscard={() => {
          keys.forEach((key) => drafts.drop(key))
          onClose()
        }}
      />
    </>
  )
}

interface TabsProps extends FieldHooks {
  booking: BookingRowFragment
  gone: boolean
  tab: string | null
  onTab: (tab: string) => void
}

function BookingTabs({ booking, gone, tab, onTab, ...hooks }: TabsProps) {
  const { t } = useI18n()
  const drafts = useDrafts()
  const shown = tab === 'history' || tab === 'guest' ? tab : 'booking'
  const label = (text: string, key: string) => (
    <Indicator disabled={shown === 'booking' || !drafts.has(key)} offset={-4} size={7}>
      {text}
    </Indicator>
  )
  return (
    <Tabs value={shown} onChange={(value) => onTab(value ?? 'booking')} keepMounted>
      <Tabs.List mb="lg">
        <Tabs.Tab value="booking">{label(t('booking.tab'), draftOfBooking(booking.id))}</Tabs.Tab>
        <Tabs.Tab value="guest">{t('booking.tab.guest')}</Tabs.Tab>
        <Tabs.Tab value="history">{t('booking.tab.history')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="booking">
        <BookingForm booking={booking} gone={gone} {...hooks} />
      </Tabs.Panel>
      <Tabs.Panel value="guest">
        <GuestForm key={booking.guestId} guest={booking.guest} gone={false} />
      </Tabs.Panel>
      <Tabs.Panel value="history">{shown === 'history' && <BookingHistory booking={booking} />}</Tabs.Panel>
    </Tabs>
  )
}
