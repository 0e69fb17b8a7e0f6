import { useMutation } from '@apollo/client/react'
import { useState } from 'react'

import { type Booking, type Field, FIELDS, labelOf, type Patch } from './booking'
import { ConflictDialog } from './ConflictDialog'
import { type ConflictingFieldFragment, UpdateBookingDocument } from './gql/graphql'
import { useJoin, usePresent } from './presence'

interface Props {
  booking: Booking
  me: string
  onClose: () => void
}

interface Write {
  expectedVersion: number
  patch: Patch
  mutationId: string
}
interface Conflict {
  currentVersion: number
  fields: readonly ConflictingFieldFragment[]
}

export function EditForm({ booking, me, onClose }: Props) {
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({})
  // Of the first edit: what others have changed since then may collide with it.
  const [base, setBase] = useState<number>()
  const [problem, setProblem] = useState<string>()
  const [conflict, setConflict] = useState<Conflict>()
  /** A save of which nobody knows whether it arrived: sent again under its name, it is carried out once. */
  const [unanswered, setUnanswered] = useState<Write>()
  const [update, { loading }] = useMutation(UpdateBookingDocument)
  const present = usePresent(booking.id, me)
  const tell = useJoin(booking.id)

  const patch = Object.fromEntries(
    Object.entries(typed).map(([field, text]) => [field, field === 'adults' ? Number(text) : text]),
  ) as Patch

  const write = async (expectedVersion: number, changed: Patch) => {
    if (Object.keys(changed).length === 0) return onClose()
    const same =
      unanswered?.expectedVersion === expectedVersion &&
      JSON.stringify(unanswered.patch) === JSON.stringify(changed)
    const mutationId = same ? unanswered.mutationId : crypto.randomUUID()
    const sent = { expectedVersion, patch: changed, mutationId }
    setConflict(undefined)
    setProblem(undefined)
    try {
      const input = { id: booking.id, ...sent, onStale: 'MERGE' as const }
      const { data } = await update({ variables: { input } })
      setUnanswered(undefined)
      const answer = data?.updateBooking
      if (answer?.__typename === 'Conflict') return setConflict(answer)
      if (answer?.__typename !== 'BookingSaved') return setProblem(answer?.message ?? 'No answer.')
      if (answer.mergedFields.length > 0) {
        setTyped({})
        setBase(undefined)
        return setProblem(`Saved, and kept what others did to ${answer.mergedFields.map(labelOf).join(', ')}`)
      }
      onClose()
    } catch (error) {
      setUnanswered(sent)
      setProblem(`Not saved, or nobody knows: ${String(error)}`)
    }
  }
  const theirs = ({ currentVersion, fields }: Conflict) => {
    const collides = (name: string) => fields.some(({ field }) => field === name)
    const rest = Object.entries(patch).filter(([field]) => !collides(field))
    void write(currentVersion, Object.fromEntries(rest))
  }

  return (
    <form
      className="card"
      aria-label={`Edit ${booking.reference}`}
      onSubmit={(event) => {
        event.preventDefault()
        void write(base ?? booking.version, patch)
      }}
    >
      <h2>{booking.reference}</h2>
      {present.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {FIELDS.map((field) => (
        <label key={field}>
          {labelOf(field)}{' '}
          <input
            value={typed[field] ?? String(booking[field])}
            onChange={({ target }) => {
              setTyped({ ...typed, [field]: target.value })
              setBase(base ?? booking.version)
            }}
            onFocus={() => tell(field)}
            onBlur={() => tell(null)}
          />
        </label>
      ))}
      {problem && <p role="alert">{problem}</p>}
      <button disabled={loading || !/^\d*$/.test(typed.adults ?? '')}>Save</button>
      <button type="button" onClick={onClose}>
        Close
      </button>
      {conflict && (
        <ConflictDialog
          title={booking.reference}
          fields={conflict.fields}
          onMine={() => void write(conflict.currentVersion, patch)}
          onTheirs={() => theirs(conflict)}
        />
      )}
    </form>
  )
}
