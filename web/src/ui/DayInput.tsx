import { Input, Popover, TextInput, type TextInputProps } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'

import { useI18n } from '@/i18n'

import classes from './DayInput.module.css'
import { isPlaced } from './placing'
import { useCalendarLabels } from './useCalendarLabels'
import { type Typed, useTypedText } from './useTypedText'

interface Props
  extends
    Typed<string | null>,
    Omit<TextInputProps, keyof Typed<string> | 'onFocus' | 'onClick' | 'onBlur' | 'onKeyDown'> {
  /** A day typed without a year is the next such day, counted from this one. */
  after: string
  /** The hotel's day, which is marked: not the browser's. */
  today: string
  /** The label of the button that empties it, where it may be empty. */
  clear?: string
  /** Whether a calendar opens below it; not where one is shown beside it. */
  calendar?: boolean
  zIndex?: number
}

/** A day, typed as the reader writes it or picked. */
export function DayInput({
  value,
  unread,
  onChange,
  onUnread,
  after,
  today,
  clear,
  calendar = true,
  zIndex = 300,
  error,
  readOnly = false,
  ...input
}: Props) {
  const { typedDay, readDay } = useI18n()
  const labels = useCalendarLabels()
  const [opened, setOpened] = useState(false)
  const [shown, setShown] = useState<string>()
  const typed = useTypedText({
    value,
    unread,
    onChange,
    onUnread,
    read: (text) => readDay(text, after),
    write: (day) => (day === null || day === '' ? '' : typedDay(day)),
    taken: 'leaving',
  })
  const open = () => {
    setShown(value || after)
    setOpened(!readOnly && calendar)
  }
  const { onBlur, onChange: onText, onKeyDown } = typed.handlers
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      trapFocus={false}
      withRoles={false}
      zIndex={zIndex}
    >
      <Popover.Target>
        <TextInput
          {...input}
          value={typed.text}
          error={error ?? typed.error}
          readOnly={readOnly}
          placeholder={typedDay(after)}
          autoComplete="off"
          // Escape is for the calendar first, and then for the dialog around it.
          data-mantine-stop-propagation={opened || undefined}
          {...(clear && (value || unread) && !readOnly
            ? { rightSection: <Input.ClearButton aria-label={clear} onClick={() => typed.put(null)} /> }
            : {})}
          // What is wrong with it stands below it, where the calendar would be.
          onFocus={() => {
            if (!error && !isPlaced()) open()
          }}
          onClick={open}
          onChange={(event) => {
            const reading = readDay(event.currentTarget.value, after)
            if ('value' in reading && reading.value) setShown(reading.value)
            onText(event)
          }}
          onBlur={() => {
            setOpened(false)
            onBlur()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') setOpened(false)
            onKeyDown(event)
          }}
        />
      </Popover.Target>
      {/* Pressing in it does not leave the field. */}
      <Popover.Dropdown onMouseDown={(event) => event.preventDefault()} data-dates-dropdown>
        <DatePicker
          value={value || null}
          date={shown ?? after}
          onDateChange={setShown}
          getDayProps={(day) =>
            day === today ? { className: classes['today'], 'aria-current': 'date' } : {}
          }
          __preventFocus
          ariaLabels={labels}
          onChange={(day) => {
            typed.put(day)
            setOpened(false)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
