import { type ReactNode, useId } from 'react'

import type { Unread } from '@/i18n/reading'
import { isPlaced } from '@/ui/placing'

import classes from './EditedField.module.css'
import { useForm } from './FormContext'
import { isEdited, markOf, type Value, valueOf } from '@frontdesk/client'
import { TheirsBeside } from './TheirsBeside'

/** What an input needs to be a field of the form. */
export interface Control {
  value: Value
  onChange: (value: Value) => void
  /** What was typed, where it is no value. */
  unread: Unread | undefined
  onUnread: (unread: Unread) => void
  /** What any input takes. */
  input: {
    label: string
    error: string | undefined
    readOnly: boolean
    'aria-describedby': string | undefined
  }
}

interface Props<Field extends string> {
  name: Field
  children: (control: Control) => ReactNode
}

/**
 * A field of a versioned form: its input, a highlight when a new value arrives, theirs beside it when others changed
 * what is edited here, and the place for who else is in it.
 */
export function EditedField<Field extends string>({ name, children }: Props<Field>) {
  const { state, wording, readOnly, edit, mistype, problemOf, onFieldFocus, aside } = useForm()
  const markId = useId()
  const edited = isEdited(state, name)
  const mark = markOf(state, name)
  const error = problemOf(name)
  const arrived = state.arrived[name]

  return (
    <div
      role="presentation"
      className={classes['field']}
      data-field={name}
      data-edited={edited || undefined}
      data-invalid={error !== undefined || undefined}
      data-marked={mark !== undefined || undefined}
      // Who has opened a dialog has not begun with its first field.
      onFocus={() => {
        if (!isPlaced()) onFieldFocus?.(name)
      }}
      onInput={() => onFieldFocus?.(name)}
      onClick={() => onFieldFocus?.(name)}
      onBlur={() => onFieldFocus?.(null)}
    >
      {aside && <div className={classes['aside']}>{aside(name)}</div>}
      {children({
        value: valueOf(state, name),
        onChange: (value) => edit(name, value),
        unread: state.edits[name]?.unread as Unread | undefined,
        onUnread: (unread) => mistype(name, unread),
        input: {
          label: wording.label(name),
          error,
          readOnly: readOnly || state.deleted !== undefined,
          'aria-describedby': mark && markId,
        },
      })}
      {/* A new key begins the highlight anew. */}
      {arrived !== undefined && (
        <span key={arrived} className={classes['arrived']} data-arrived={arrived} aria-hidden />
      )}
      <div aria-live="polite">{mark && <TheirsBeside id={markId} field={name} mark={mark} />}</div>
    </div>
  )
}
