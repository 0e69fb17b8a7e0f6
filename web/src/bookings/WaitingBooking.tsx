import type { Entry } from '@frontdesk/client/queue'

import { WaitingDialog } from '@/nouns/WaitingDialog'
import { WaitingRow } from '@/nouns/WaitingRow'
import { type Creation, type NewRow, rowAsked } from '@/outbox'

import { bookingNoun } from './noun'
import { TakenMeanwhile } from './TakenMeanwhile'
import { useParticulars } from './useParticulars'

interface Props {
  entry: Entry<Creation>
  row: NewRow
  onClose: () => void
}

/** A booking that waits to be made: until it is, its room is promised to nobody. */
export function WaitingBooking({ entry, row, onClose }: Props) {
  const particulars = useParticulars(undefined, () => true)
  const others = entry.body.rows.flatMap((other) => (other.id === row.id ? [] : String(other['roomId'])))
  return (
    <WaitingDialog noun={bookingNoun} row={row} called={entry.body.called} onClose={onClose}>
      <WaitingRow
        noun={bookingNoun}
        entry={entry}
        row={row}
        why={({ end }, take) =>
          end === 'RoomUnavailable' &&
          rowAsked(entry) === row.id && (
            <TakenMeanwhile stay={row} others={others} onTake={(roomId) => take('roomId', roomId)} />
          )
        }
        onDropped={onClose}
        {...particulars}
      />
    </WaitingDialog>
  )
}
