import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useState } from 'react'

import { type Control, EditedField, type FormState, useForm, type Value, valueOf } from '@/editing'
import { ruleText } from '@/editing/problems'
import { useLastKnown } from '@/editing/useLastKnown'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'

import { DayField } from './DayField'
import { dayAfter, endsTooEarly, nightsBetween } from './nights'
import type { BookingField } from './noun'
import { StayCalendar, type StayEnd } from './StayCalendar'

const Field = EditedField<BookingField>

interface Props {
  state: FormState<BookingField>
  /** Shows the calendar of both beside them; its first pick is this end of the stay. */
  begin?: StayEnd | undefined
}

/** The arrival and the departure. An arrival behind the departure takes it along, and says so. */
export function StayDays({ state, begin }: Props) {
  const { t } = useI18n()
  const { edit } = useForm()
  const { today } = useHotel()
  const text = (field: BookingField) => String(valueOf(state, field) ?? '')
  const [checkIn, checkOut] = [text('checkIn'), text('checkOut')]
  const nights = nightsBetween(checkIn, checkOut)
  // While a day is typed there is no stay: as long as the last one was, it shall be again.
  const known = useLastKnown(nights > 0 ? nights : undefined)
  const [movedTo, setMovedTo] = useState<string>()
  const [end, setEnd] = useState(begin)

  const arrive = (day: Value) => {
    edit('checkIn', day)
    if (day === null || checkOut === '' || checkOut > String(day)) return
    const departure = dayAfter(String(day), known ?? 1)
    edit('checkOut', departure)
    setMovedTo(departure)
  }
  const pick = (day: string) => {
    if (end === 'checkIn' || day <= checkIn) arrive(day)
    else edit('checkOut', day)
    setEnd('checkOut')
  }
  const arrival = (control: Control): Control => ({ ...control, onChange: arrive })
  const departure = (control: Control): Control => {
    const error =
      control.input.error ??
      (endsTooEarly({ checkIn, checkOut }) ? ruleText({ field: 'checkOut', rule: 'ORDER' }, t) : undefined)
    return { ...control, input: { ...control.input, error } }
  }
  const moved = movedTo !== undefined && movedTo === checkOut
  const isPicked = end !== undefined
  const fields = (
    <>
      <Field name="checkIn">
        {(control) => (
          <div role="presentation" onFocus={() => setEnd(begin && 'checkIn')}>
            <DayField control={arrival(control)} after={today} calendar={!isPicked} />
          </div>
        )}
      </Field>
      <div>
        <Field name="checkOut">
          {(control) => (
            <div role="presentation" onFocus={() => setEnd(begin && 'checkOut')}>
              <DayField
                control={departure(control)}
                after={checkIn > today ? checkIn : today}
                calendar={!isPicked}
              />
            </div>
          )}
        </Field>
        <Text size="xs" c={moved ? 'orange' : 'dimmed'} mt={4} aria-live="polite" component="div">
          {nights > 0 && t('booking.nights', { nights })}
          {moved && ` · ${t('booking.movedAlong')}`}
        </Text>
      </div>
    </>
  )
  if (!isPicked) return <SimpleGrid cols={{ base: 1, sm: 2 }}>{fields}</SimpleGrid>
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Stack gap="md">{fields}</Stack>
      <StayCalendar {...{ checkIn, checkOut, end, today }} onPick={pick} />
    </SimpleGrid>
  )
}
