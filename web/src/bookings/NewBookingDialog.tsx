import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'

import { EditForm, useDrafts, useSave, useVersionedForm, valuesOf } from '@/editing'
import type { CreateBookingInput } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'
import { useRooms } from '@/rooms/useRooms'
import { DialogTitle } from '@/ui/DialogTitle'
import { DiscardDialog } from '@/ui/DiscardDialog'
import { useSearchParams } from 'wouter'

import { BookingFields } from './BookingFields'
import { checkBooking } from './check'
import { bookingNoun, type BookingValues, dayAfter, nightsBetween, priceOf } from './noun'
import { RoomTakenNote } from './RoomTakenNote'
import { useAddBooking } from './useBookingWrites'
import { useCrowding } from './useCrowding'
import { useBookingWording } from './wording'

interface Props {
  roomId: string
  from: string | null
  to: string | null
  onClose: () => void
}

const DRAFT = 'booking:new'
/** Nobody else edits what is not there yet. */
const newBookingNoun = { ...bookingNoun, coupled: [] }

/** Makes a booking of a room for some nights. */
export function NewBookingDialog({ onClose, ...stay }: Props) {
  const { t } = useI18n()
  const drafts = useDrafts()
  const [leaving, setLeaving] = useState(false)
  return (
    <Modal.Stack>
      <Modal
        opened
        onClose={() => (drafts.has(DRAFT) ? setLeaving(true) : onClose())}
        size={760}
        stackId="booking"
        title={<DialogTitle>{t('booking.new')}</DialogTitle>}
        closeButtonProps={{ 'aria-label': t('editing.close') }}
      >
        <NewBooking {...stay} />
      </Modal>
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

function NewBooking({ roomId, from, to }: Omit<Props, 'onClose'>) {
  const [, setSearch] = useSearchParams()
  const wording = useBookingWording()
  // Made here, so that a request that is sent again makes no second booking.
  const [id] = useState(() => crypto.randomUUID())
  const { currency, today } = useHotel()
  const [empty] = useState<BookingValues>(() => {
    const checkIn = from ?? today
    return {
      status: 'CONFIRMED',
      guestId: null,
      checkIn,
      checkOut: to ?? dayAfter(checkIn, 1),
      roomId: roomId || null,
      adults: 2,
      children: 0,
      totalPrice: '',
      currency,
      notes: '',
    }
  })
  const form = useVersionedForm(newBookingNoun, DRAFT, { version: 0, values: empty, author: undefined })
  const { state, dispatch } = form
  const values = valuesOf(state)
  useSuggestedPrice(form)

  const add = useAddBooking()
  const crowding = useCrowding()
  const saving = useSave({
    form,
    label: wording.label,
    check: () => checkBooking(values),
    sure: () => crowding.sure(values),
    write: () => add(id, values as unknown as CreateBookingInput),
    onSaved: () => setSearch({ booking: id }, { replace: true }),
  })
  const { refusal } = saving
  const taken =
    refusal?.kind === 'problem' && refusal.problem.__typename === 'RoomUnavailable' && refusal.problem

  return (
    <EditForm
      form={form}
      saving={saving}
      wording={wording}
      what=""
      readOnly={false}
      {...(taken && {
        refusal: (
          <RoomTakenNote
            taken={taken}
            onTake={(free) => {
              dispatch({ type: 'edit', field: 'roomId', value: free })
              saving.dismiss()
            }}
          />
        ),
      })}
    >
      <BookingFields state={state} bookingId={undefined} />
      {crowding.question}
    </EditForm>
  )
}

/** The room's rate for the nights arrives in the price like a change by others: until the reader types one. */
function useSuggestedPrice({ state, dispatch }: ReturnType<typeof useVersionedForm<keyof BookingValues>>) {
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
