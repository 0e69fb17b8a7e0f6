import { DeleteRow } from '@/editing'
import { useVersionedMutation } from '@/frontdesk'
import { type BookingRowFragment, RemoveBookingDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { OthersHere } from '@/presence'

import { draftOfBooking } from './noun'

interface Props {
  booking: BookingRowFragment
  onDeleted: (() => void) | undefined
}

/** Deletes a booking that should never have been: what is called off is cancelled instead. */
export function DeleteBooking({ booking, onDeleted }: Props) {
  const { t } = useI18n()
  const { save } = useVersionedMutation(RemoveBookingDocument)
  return (
    <DeleteRow
      onDeleted={onDeleted}
      draft={draftOfBooking(booking.id)}
      what={t('booking.what', { reference: booking.reference })}
      others={<OthersHere bookingId={booking.id} />}
      onDelete={() => save({ id: booking.id, expectedVersion: booking.version })}
    />
  )
}
