import { type Booking, labelOf } from './booking'
import type { ConflictingFieldFragment } from './gql/graphql'
import type { Save, Saves } from './queue'

interface Props {
  saves: readonly Save[]
  bookings: readonly Booking[]
  queue: Saves
}

const showModal = (dialog: HTMLDialogElement | null) => {
  dialog?.showModal()
}

/** The first save that collides with what others have saved meanwhile. */
export function ConflictDialog({ saves, bookings, queue }: Props) {
  for (const save of saves) {
    const { state, mutationId, row, body, fields } = save
    if (state.at !== 'ended' || state.end.as !== 'conflict' || state.end.choice) continue
    const { currentVersion: base, detail } = state.end
    const colliding = (detail as { fields: readonly ConflictingFieldFragment[] }).fields

    const mine = () => queue.replace(mutationId, { base, fields, body })
    const theirs = () => {
      // What does not collide is saved all the same.
      const rest = Object.entries(body).filter(([field]) => !colliding.some((one) => one.field === field))
      if (rest.length === 0) return queue.drop(mutationId)
      const kept = { base, fields: rest.map(([field]) => field), body: Object.fromEntries(rest) }
      return queue.replace(mutationId, kept)
    }
    const reference = bookings.find(({ id }) => id === row)?.reference ?? 'A booking'
    return (
      <dialog key={mutationId} ref={showModal} onCancel={(event) => event.preventDefault()}>
        <h2>{reference} was changed while you edited it</h2>
        <table>
          <thead>
            <tr>
              <th />
              <th>Before</th>
              <th>Yours</th>
              <th>Theirs</th>
              <th>Who</th>
            </tr>
          </thead>
          <tbody>
            {colliding.map((one) => (
              <tr key={one.field}>
                <th scope="row">{labelOf(one.field)}</th>
                <td>{String(one.base)}</td>
                <td>{String(one.yours)}</td>
                <td>{String(one.theirs)}</td>
                <td>
                  {one.changedBy?.name}, {one.changedAt && new Date(one.changedAt).toLocaleTimeString()}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <button onClick={() => void mine()}>Use mine</button>
        <button onClick={() => void theirs()}>Use theirs</button>
      </dialog>
    )
  }
  return null
}
