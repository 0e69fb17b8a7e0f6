import { SimpleGrid, Text } from '@mantine/core'
import { useState } from 'react'

import { type Control, EditedField, type FormState, useForm, valueOf } from '@/editing'
import { ruleText } from '@/editing/problems'
import { useLastKnown } from '@/editing/useLastKnown'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'

import { DayField } from './DayField'
import { dayAfter, endsTooEarly, nightsBetween } from './nights'
import type { BookingField } from './noun'

const Field = EditedField<BookingField>

/** The arrival and the departure. An arrival behind the departure takes it along, and says so. */
export function StayDays({ state }: { state: FormState<BookingField> }) {
  const { t } = useI18n()
  const { edit } = useForm()
  const { today } = useHotel()
  const text = (field: BookingField) => String(valueOf(state, field) ?? '')
  const [checkIn, checkOut] = [text('checkIn'), text('checkOut')]
  const nights = nightsBetween(checkIn, checkOut)
  // While a day is typed there is no stay: as long as the last one was, it shall be again.
  const known = useLastKnown(nights > 0 ? nights : undefined)
  const [movedTo, setMovedTo] = useState<string>()

  const arrival = (control: Control): Control => ({
    ...control,
    onChange: (day) => {
      control.onChange(day)
      if (day === null || checkOut === '' || checkOut > String(day)) return
      const departure = dayAfter(String(day), known ?? 1)
      edit('checkOut', departure)
      setMovedTo(departure)
    },
  })
  const departure = (control: Control): Control => {
    const error =
      control.input.error ??
      (endsTooEarly({ checkIn, checkOut }) ? ruleText({ field: 'checkOut', rule: 'ORDER' }, t) : undefined)
    return { ...control, input: { ...control.input, error } }
  }
  const moved = movedTo !== undefined && movedTo === checkOut
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Field name="checkIn">{(control) => <DayField control={arrival(control)} after={today} />}</Field>
      <div>
        <Field name="checkOut">
          {(control) => <DayField control={departure(control)} after={checkIn > today ? checkIn : today} />}
        </Field>
        <Text size="xs" c={moved ? 'orange' : 'dimmed'} mt={4} aria-live="polite" component="div">
          {nights > 0 && t('booking.nights', { nights })}
          {moved && ` · ${t('booking.movedAlong')}`}
        </Text>
      </div>
    </SimpleGrid>
  )
}
