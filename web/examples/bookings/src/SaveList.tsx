import { isSettled } from '@frontdesk/client/queue'

import { type Booking, labelOf } from './booking'
import type { Save, Saves } from './queue'

interface Props {
  saves: readonly Save[]
  bookings: readonly Booking[]
  queue: Saves
}

/** What waits to be saved, and how each save has ended. */
export function SaveList({ saves, bookings, queue }: Props) {
  if (saves.length === 0) return null
  const settled = saves.filter(isSettled).map(({ mutationId }) => mutationId)
  return (
    <section aria-label="Saves">
      <h2>Saves</h2>
      <ul>
        {saves.map((save) => (
          <li key={save.mutationId}>
            {bookings.find(({ id }) => id === save.row)?.reference ?? 'A booking'}, {told(save.fields)}:{' '}
            {wordsFor(save)}
            <Choices save={save} queue={queue} />
          </li>
        ))}
      </ul>
      {settled.length > 0 && (
        <button onClick={() => void queue.forget(...settled)}>Clear what has ended</button>
      )}
    </section>
  )
}

const told = (fields: readonly string[]) => fields.map(labelOf).join(', ')

function wordsFor({ state }: Save): string {
  switch (state.at) {
    case 'waiting':
    case 'sending':
      return 'waits for the server'
    case 'undecided':
      return 'nobody knows whether it was saved'
    case 'ended':
      break
  }
  switch (state.end.as) {
    case 'saved':
      return 'saved'
    case 'merged':
      return `saved, and kept what others did to ${told(state.end.mergedFields)}`
    case 'conflict':
      return state.end.choice ? 'collided, and you chose' : 'collides'
    case 'refused':
      return `refused: ${(state.end.detail as { message: string }).message}`
    case 'abandoned':
      return 'given up'
  }
}

/** A conflict has a dialog of its own. */
function Choices({ save: { mutationId, state }, queue }: { save: Save; queue: Saves }) {
  const refused = state.at === 'ended' && state.end.as === 'refused' && !state.end.choice
  return (
    <>
      {state.at === 'undecided' && state.why.kind === 'mistake' && (
        <button onClick={() => void queue.again(mutationId)}>Send again</button>
      )}
      {(state.at === 'waiting' || state.at === 'undecided' || refused) && (
        <button onClick={() => void queue.drop(mutationId)}>Give up</button>
      )}
    </>
  )
}
