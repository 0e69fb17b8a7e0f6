import { type ChangeEvent, type KeyboardEvent, useState } from 'react'

import { useI18n } from '@/i18n'
import type { Reading, Unread } from '@/i18n/reading'

/** A value that is typed as text, and what was typed where it is no value. */
export interface Typed<Value> {
  value: Value
  unread: Unread | undefined
  onChange: (value: Value) => void
  onUnread: (unread: Unread) => void
}

interface Options<Value> extends Typed<Value> {
  read: (text: string) => Reading<Value>
  /** How a value is shown to be typed over. */
  write: (value: Value) => string
  /** When a text that means something becomes the value: as it is typed, or when the reader leaves the field. */
  taken: 'typing' | 'leaving'
}

/**
 * A text input over a value. The field has either the value that is shown or none: never the one before. Why a text is
 * no value is said once the reader is done with it.
 */
export function useTypedText<Value>({
  value,
  unread,
  onChange,
  onUnread,
  read,
  write,
  taken,
}: Options<Value>) {
  const { say } = useI18n()
  const [typed, setTyped] = useState<{ text: string; value: Value }>()
  const [typing, setTyping] = useState(false)

  const take = (text: string) => {
    const reading = read(text)
    if ('why' in reading) {
      onUnread({ text, why: reading.why })
      return
    }
    setTyped({ text, value: reading.value })
    onChange(reading.value)
  }
  const done = () => {
    setTyping(false)
    if (unread) take(unread.text)
  }
  return {
    text: unread?.text ?? (typing && typed?.value === value ? typed.text : write(value)),
    error: unread && !typing ? say(unread.why) : undefined,
    handlers: {
      onChange: ({ currentTarget: { value: text } }: ChangeEvent<HTMLInputElement>) => {
        setTyping(true)
        const reading = read(text)
        if (taken === 'typing' || text === '') take(text)
        else onUnread({ text, why: 'why' in reading ? reading.why : ['typed.unfinished'] })
      },
      onBlur: done,
      onKeyDown: ({ key, nativeEvent }: KeyboardEvent<HTMLInputElement>) => {
        if (key === 'Enter' && !nativeEvent.isComposing) done()
      },
    },
    /** What else gives the field a value, as a calendar does. */
    put: (next: Value) => {
      setTyping(false)
      onChange(next)
    },
  }
}
