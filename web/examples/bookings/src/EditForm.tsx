import { markOf, requestOf, typedInto, unreadFields } from '@frontdesk/client'
import { useJoin, useVersionedForm, type VersionedForm } from '@frontdesk/client/react'
import { useState } from 'react'

import { type Booking, drafts, type Field, FIELDS, labelOf, noun, rowOf } from './booking'
import { JoinBookingDocument, UpdatePresenceDocument } from './gql/graphql'
import { usePresent } from './presence'
import type { Saves } from './queue'

interface Props {
  booking: Booking
  me: string
  queue: Saves
  onClose: () => void
}

/** A form over a row that others may change meanwhile. What is saved is queued, and sent from there. */
export function EditForm({ booking, me, queue, onClose }: Props) {
  const form = useVersionedForm(drafts, noun, booking.id, rowOf(booking))
  const [problem, setProblem] = useState<string>()
  const present = usePresent(booking.id, me)
  const tell = useJoin(booking.id, (bookingId) => ({
    join: JoinBookingDocument,
    update: UpdatePresenceDocument,
    place: { bookingId },
  }))

  const save = async () => {
    const request = requestOf(form.state)
    if (request) {
      const { expectedVersion: base, patch } = request
      try {
        await queue.accept({ row: booking.id, base, fields: Object.keys(patch), body: patch })
      } catch (error) {
        setProblem(`This browser can't keep it: ${String(error)}`)
        return
      }
      form.forget()
    }
    onClose()
  }

  return (
    <form className="card" aria-label={`Edit ${booking.reference}`} action={save}>
      <h2>{booking.reference}</h2>
      {present.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {FIELDS.map((field) => (
        <FormField
          key={field}
          field={field}
          form={form}
          onFocus={() => tell({ mode: 'EDITING', field })}
          onBlur={() => tell({ mode: 'VIEWING', field: null })}
        />
      ))}
      {problem && <p role="alert">{problem}</p>}
      <button disabled={unreadFields(form.state).length > 0}>Save</button>
      <button type="button" onClick={onClose}>
        Close
      </button>
    </form>
  )
}

interface FieldProps {
  field: Field
  form: VersionedForm<Field>
  onFocus: () => void
  onBlur: () => void
}

function FormField({ field, form: { state, dispatch }, onFocus, onBlur }: FieldProps) {
  const mark = markOf(state, field)
  const typed = (text: string) => {
    if (field !== 'adults') dispatch({ type: 'edit', field, value: text })
    else if (/^\d+$/.test(text)) dispatch({ type: 'edit', field, value: Number(text) })
    else dispatch({ type: 'mistype', field, unread: { text, why: 'no number' } })
  }
  return (
    <>
      <label>
        {labelOf(field)}{' '}
        <input
          value={typedInto(state, field)}
          onChange={({ target }) => typed(target.value)}
          onFocus={onFocus}
          onBlur={onBlur}
        />
      </label>
      {mark && (
        <p role="note">
          {mark.author?.name ?? 'Somebody'} has made it {mark.theirs} meanwhile.{' '}
          <button type="button" onClick={() => dispatch({ type: 'decide', field, side: 'theirs' })}>
            Take it
          </button>{' '}
          <button type="button" onClick={() => dispatch({ type: 'decide', field, side: 'mine' })}>
            Keep mine
          </button>
        </p>
      )}
    </>
  )
}
