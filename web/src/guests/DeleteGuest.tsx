import { DeleteRow } from '@/editing'
import { useVersionedMutation } from '@/frontdesk'
import { type GuestRowFragment, RemoveGuestDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'

interface Props {
  guest: GuestRowFragment
  onDeleted: (() => void) | undefined
}

/** Deletes a guest whom no booking names. */
export function DeleteGuest({ guest, onDeleted }: Props) {
  const { t } = useI18n()
  const { save } = useVersionedMutation(RemoveGuestDocument)
  return (
    <DeleteRow
      onDeleted={onDeleted}
      what={guest.name}
      onDelete={async () => {
        const outcome = await save({ id: guest.id, expectedVersion: guest.version })
        if (outcome.kind === 'saved') return undefined
        if (outcome.kind === 'failed') return t('session.failed')
        return outcome.kind === 'conflict' ? outcome.conflict.message : outcome.problem.message
      }}
    />
  )
}
