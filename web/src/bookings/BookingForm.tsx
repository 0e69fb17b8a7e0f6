import { useEffect } from 'react'

import { EditForm, type FieldHooks, useSave, useTold, useVersionedForm, valuesOf, isEdited } from '@/editing'
import type { BookingRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useMay } from '@/session/context'

import { BookingFields } from './BookingFields'
import { checkBooking } from './check'
import { DeleteBooking } from './DeleteBooking'
import { draftOfBooking, bookingNoun, rowOfBooking } from './noun'
import { RoomTakenNote } from './RoomTakenNote'
import { useEditBooking } from './useBookingWrites'
import { useCrowding } from './useCrowding'
import { useBookingWording } from './wording'

interface Props extends FieldHooks {
  /** As it is now, or was last. */
  booking: BookingRowFragment
  /** Read, and found to be there no more. */
  gone: boolean
  /** The reader deleted it themselves. */
  onDeleted?: () => void
}

const CROWDING = ['roomId', 'adults', 'children'] as const

/** Edits a booking under the eyes of others. */
export function BookingForm({ booking, gone, onDeleted, ...hooks }: Props) {
  const { t } = useI18n()
  const readOnly = !useMay('DESK')
  const wording = useBookingWording()
  const form = useVersionedForm(bookingNoun, draftOfBooking(booking.id), rowOfBooking(booking))
  const { state, dispatch } = form
  useTold(form, (change) => change.__typename === 'BookingChange' && change.bookingId === booking.id)
  useEffect(() => {
    if (gone) dispatch({ type: 'gone', author: undefined })
  }, [gone, dispatch])

  const crowding = useCrowding()
  // Who is crowded already was asked about before.
  const crowds = CROWDING.some((field) => isEdited(state, field))
  const saving = useSave({
    form,
    label: wording.label,
    check: () => checkBooking(valuesOf(state)),
    sure: async () => !crowds || crowding.sure(valuesOf(state)),
    write: useEditBooking(booking.id),
  })
  const { refusal } = saving
  const taken =
    refusal?.kind === 'problem' && refusal.problem.__typename === 'RoomUnavailable' && refusal.problem

  return (
    <EditForm
      form={form}
      saving={saving}
      wording={wording}
      what={t('booking.what', { reference: booking.reference })}
      readOnly={readOnly}
      {...(taken && {
        refusal: (
          <RoomTakenNote
            taken={taken}
            onTake={(roomId) => {
              dispatch({ type: 'edit', field: 'roomId', value: roomId })
              saving.dismiss()
            }}
          />
        ),
      })}
      actions={<DeleteBooking booking={booking} onDeleted={onDeleted} />}
      {...hooks}
    >
      <BookingFields state={state} bookingId={booking.id} />
      {crowding.question}
    </EditForm>
  )
}
