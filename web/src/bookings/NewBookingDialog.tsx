import { useConnectionState } from '@frontdesk/client/react'
import { Alert, Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useSearchParams } from 'wouter'

import { useDrafts, valuesOf, type VersionedForm } from '@/editing'
import { useI18n } from '@/i18n'
import { changed } from '@/lists/useAddress'
import { useHotel } from '@/live'
import { draftOf } from '@/nouns/noun'
import { NewRowDialog } from '@/nouns/NewRowDialog'
import { NewRowForm, useNewForm } from '@/nouns/NewRowForm'
import { useRooms } from '@/rooms/useRooms'
import { useSession } from '@/session/context'
import { DiscardDialog } from '@/ui/DiscardDialog'

import { dayAfter, nightsBetween, priceOf } from './nights'
import { type BookingField, bookingNoun } from './noun'
import { useParticulars } from './useParticulars'

interface Props {
  roomId: string
  from: string | null
  to: string | null
  /** Who comes, where that is known. */
  guestId: string | null
  onClose: () => void
}

const DRAFT = draftOf(bookingNoun, 'new')

/** Makes a booking of a room for some nights. */
export function NewBookingDialog({ onClose, ...stay }: Props) {
  const drafts = useDrafts()
  const [leaving, setLeaving] = useState(false)
  return (
    <Modal.Stack>
      <NewRowDialog
        noun={bookingNoun}
        opened
        onClose={() => (drafts.has(DRAFT) ? setLeaving(true) : onClose())}
        size={760}
        stackId="booking"
      >
        <NewBooking {...stay} />
      </NewRowDialog>
      <DiscardDialog
        opened={leaving}
        onKeep={() => setLeaving(false)}
        onDiscard={() => {
          drafts.drop(DRAFT)
          onClose()
        }}
      />
    </Modal.Stack>
  )
}

function NewBooking({ roomId, from, to, guestId }: Omit<Props, 'onClose'>) {
  const [, setSearch] = useSearchParams()
  const { t } = useI18n()
  const { today } = useHotel()
  const checkIn = from ?? today
  const form = useNewForm(bookingNoun, {
    checkIn,
    checkOut: to ?? dayAfter(checkIn, 1),
    roomId: roomId || null,
    ...(guestId && { guestId }),
  })
  useSuggestedPrice(form)
  const { connection } = useSession()
  const away = useConnectionState(connection) === 'lost'
  const particulars = useParticulars(undefined, () => true)
  return (
    <>
      {/* There before it has something to say: a reader for the blind tells what changes in it. */}
      <div role="status">
        {away && (
          <Alert color="orange" mb="md">
            {t('outbox.new')}
          </Alert>
        )}
      </div>
      <NewRowForm
        noun={bookingNoun}
        form={form}
        onMade={(id) =>
          setSearch((now) => changed(now, { booking: id, new: null, from: null, to: null }), {
            replace: true,
          })
        }
        {...particulars}
      />
    </>
  )
}

/** The room's rate for the nights arrives in the price like a change by others: until the reader types one. */
function useSuggestedPrice({ state, dispatch }: VersionedForm<BookingField>) {
  const rooms = useRooms()
  const { roomId, checkIn, checkOut } = valuesOf(state)
  const room = rooms?.find(({ id }) => id === roomId)
  const nights = nightsBetween(checkIn, checkOut)
  const { version, values } = state.current
  const totalPrice = room && nights > 0 ? priceOf(room.nightlyRate, nights) : values.totalPrice
  const currency = room?.currency ?? values.currency
  const differs = totalPrice !== values.totalPrice || currency !== values.currency
  useEffect(() => {
    if (!differs) return
    const row = { version: version + 1, values: { ...values, totalPrice, currency }, author: undefined }
    dispatch({ type: 'arrive', row })
  }, [differs, dispatch, version, values, totalPrice, currency])
}
