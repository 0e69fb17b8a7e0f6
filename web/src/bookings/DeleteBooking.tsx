import { DeleteRow } from '@/editing'
import { useVersionedMutation } from '@/frontdesk'
import { type BookingRowFragment, RemoveBookingDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

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
      what={t('booking.what', { reference: booking.reference })}
      onDelete={async () => {
        const outcome = await save({ id: booking.id, expectedVersion: booking.version })
        if (outcome.kind === 'saved') return undefined
        if (outcome.kind === 'failed') return t('session.failed')
        return outcome.kind === 'conflict' ? outcome.conflict.message : outcome.problem.message
      }}
    />
  )
}
