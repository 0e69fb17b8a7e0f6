import { Modal } from '@mantine/core'
import { useState } from 'react'
import { useSearchParams } from 'wouter'

import { useDrafts } from '@/editing'
import { NEW_GUEST_DRAFT } from '@/guests/useNewGuest'
import { changed } from '@/lists/useAddress'
import { draftOf } from '@/nouns/noun'
import { NewRowDialog } from '@/nouns/NewRowDialog'
import { DiscardDialog } from '@/ui/DiscardDialog'

import { furtherDraft } from './FurtherRoom'
import { MOST_ROOMS, NewBooking } from './NewBooking'
import { bookingNoun } from './noun'

interface Props {
  roomId: string
  from: string | null
  to: string | null
  /** Who comes, where that is known. */
  guestId: string | null
  onClose: () => void
}

/** Whatever was typed into it. */
const DRAFTS = [
  draftOf(bookingNoun, 'new'),
  NEW_GUEST_DRAFT,
  ...Array.from({ length: MOST_ROOMS + 1 }, (_, number) => furtherDraft(number)),
]

/** Makes a booking of a room for some nights. */
export function NewBookingDialog({ onClose, ...stay }: Props) {
  const drafts = useDrafts()
  const [, setSearch] = useSearchParams()
  const [leaving, setLeaving] = useState(false)
  return (
    <Modal.Stack>
      <NewRowDialog
        noun={bookingNoun}
        opened
        onClose={() => (DRAFTS.some((key) => drafts.has(key)) ? setLeaving(true) : onClose())}
        size={760}
        stackId="booking"
      >
        <NewBooking
          {...stay}
          onMade={onClose}
          onKept={(id) =>
            setSearch((now) => changed(now, { booking: id, new: null, from: null, to: null, for: null }), {
              replace: true,
            })
          }
        />
      </NewRowDialog>
      <DiscardDialog
        opened={leaving}
        onKeep={() => setLeaving(false)}
        onDiscard={() => {
          DRAFTS.forEach((key) => drafts.drop(key))
          onClose()
        }}
      />
    </Modal.Stack>
  )
}
