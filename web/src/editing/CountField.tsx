import { TextInput } from '@mantine/core'

import { readCount } from '@/i18n/counts'
import { useTypedText } from '@/ui/useTypedText'

import classes from './EditedField.module.css'
import type { Control } from './EditedField'

const MOST = 100
const STEPS: Partial<Record<string, 1 | -1>> = { ArrowUp: 1, ArrowDown: -1 }

/** How many, typed or counted up and down. While it is empty it is text. */
export function CountField({ control, min }: { control: Control; min: number }) {
  const { value, unread, input } = control
  const typed = useTypedText<number | ''>({
    ...control,
    value: typeof value === 'number' ? value : '',
    read: (text) => readCount(text, min, MOST),
    write: String,
    taken: 'typing',
  })
  const step = (by: 1 | -1) => {
    if (input.readOnly || unread) return
    const next = typeof value === 'number' ? value + by : min
    if (next >= min && next <= MOST) typed.put(next)
  }
  return (
    <TextInput
      {...input}
      {...typed.handlers}
      value={typed.text}
      error={input.error ?? typed.error}
      inputMode="numeric"
      autoComplete="off"
      onKeyDown={(event) => {
        const by = STEPS[event.key]
        if (by === undefined) {
          typed.handlers.onKeyDown(event)
        } else {
          event.preventDefault()
          step(by)
        }
      }}
      {...(!input.readOnly && {
        rightSection: <Steps onStep={step} />,
        rightSectionWidth: 28,
      })}
    />
  )
}

/** For the mouse; the keyboard has its arrows. */
function Steps({ onStep }: { onStep: (by: 1 | -1) => void }) {
  return (
    <span className={classes['steps']} aria-hidden>
      {([1, -1] as const).map((by) => (
        <button
          key={by}
          type="button"
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onStep(by)}
        >
          {by === 1 ? '▴' : '▾'}
        </button>
      ))}
    </span>
  )
}
