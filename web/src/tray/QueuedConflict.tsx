import { Modal } from '@mantine/core'
import { type Action, type FormState, open, reduce, requestOf } from '@frontdesk/client'
import type { Entry } from '@frontdesk/client/queue'
import { useReducer } from 'react'

import { bookingNoun } from '@/bookings/noun'
import { answerOf, ConflictDialog, type Values } from '@/editing'
import { guestNoun } from '@/guests/noun'
import { useI18n } from '@/i18n'
import { sendable } from '@/nouns/fields'
import type { DescribedNoun, NounRow } from '@/nouns/noun'
import { useWording } from '@/nouns/useWording'
import { reading } from '@/nouns/reading'
import { type Conflicting, type Edit, isEdit, useOutbox, type Waiting } from '@/outbox'
import { roomNoun } from '@/rooms/noun'

interface Props {
  entry: Waiting
  onClose: () => void
}

/** Asks, field by field, what is to become of a save that collided while the server was away. */
export default function QueuedConflict(props: Props) {
  const { entry } = props
  const { state } = entry
  // What is new collides with nobody's version.
  if (!isEdit(entry)) return null
  if (state.at !== 'ended' || state.end.as !== 'conflict' || state.end.choice) return null
  const conflict = { ...(state.end.detail as Conflicting), currentVersion: state.end.currentVersion }
  const asked = { conflict, entry, onClose: props.onClose }
  switch (entry.body.noun) {
    case 'Booking':
      return <Choosing noun={bookingNoun} {...asked} />
    case 'Guest':
      return <Choosing noun={guestNoun} {...asked} />
    case 'Room':
      return <Choosing noun={roomNoun} {...asked} />
  }
}

interface ChoosingProps<Field extends string, Shown extends NounRow & Values<Field>> {
  entry: Entry<Edit>
  onClose: () => void
  noun: DescribedNoun<Field, Shown>
  conflict: Conflicting & { currentVersion: number }
}

function Choosing<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  entry,
  conflict,
  onClose,
}: ChoosingProps<Field, Shown>) {
  const { t } = useI18n()
  const outbox = useOutbox()
  const wording = useWording(noun)
  const [state, dispatch] = useReducer(reduce<Field>, undefined, () => collided(noun, entry, conflict))
  const { body, mutationId } = entry
  const act = (action: Action<Field>) => (action.type === 'postpone' ? onClose() : dispatch(action))
  const save = () => {
    const request = requestOf(state)
    const { queue } = outbox
    if (request) {
      const patch = sendable(noun, request.patch) as typeof body.patch
      const mine = { base: request.expectedVersion, fields: Object.keys(patch), body: { ...body, patch } }
      void queue?.replace(mutationId, mine)
    } else {
      void queue?.drop(mutationId)
    }
    onClose()
  }
  return (
    <Modal.Stack>
      <ConflictDialog
        form={{ state, dispatch: act, forget: () => undefined }}
        wording={wording}
        what={noun.what?.(body.called, t) ?? body.called}
        saving={false}
        onSave={save}
      />
    </Modal.Stack>
  )
}

/** The form as it would stand had the save been asked for just now. */
function collided<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  { base, body }: Entry<Edit>,
  conflict: Conflicting & { currentVersion: number },
): FormState<Field> {
  const told = { kind: 'conflict', conflict: { __typename: 'Conflict', message: '', ...conflict } } as const
  const answer = answerOf(told as Parameters<typeof answerOf<Shown, Field>>[0], (row) => reading(noun)(row))
  if (answer.kind !== 'conflict') throw new TypeError('a conflict is read as one')
  const { row, fields } = answer
  const before = Object.fromEntries(fields.map((field) => [field.field, field.base]))
  const seen = { version: base, values: { ...row.values, ...before }, author: undefined }
  const edits = Object.fromEntries(
    Object.entries(body.patch).map(([field, value]) => [field, { value: value ?? '', base: seen }]),
  )
  return reduce({ ...open(noun.form, row), edits }, { type: 'conflicted', row, fields })
}
