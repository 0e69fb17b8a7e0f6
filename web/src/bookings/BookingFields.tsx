import { SimpleGrid, Stack } from '@mantine/core'

import type { ReactNode } from 'react'

import {
  CodeField,
  type Control,
  CountField,
  EditedField,
  type FormState,
  NotesField,
  valueOf,
} from '@/editing'
import type { BookingStatus } from '@/gql/graphql'
import { GuestSelect } from '@/guests/GuestSelect'
import { useRooms } from '@/rooms/useRooms'

import { nightsBetween } from './nights'
import type { BookingField } from './noun'
import { PriceField } from './PriceField'
import { RoomSelect } from './RoomSelect'
import type { StayEnd } from './StayCalendar'
import { StatusMoves } from './StatusMoves'
import { StayDays } from './StayDays'

interface Props {
  state: FormState<BookingField>
  bookingId: string | undefined
  /** What is particular to a booking that is made. */
  making?: Making | undefined
}

interface Making {
  guest: (control: Control) => ReactNode
  /** Which end of the stay its calendar asks for first. */
  begin: StayEnd
  /** Rooms that are chosen besides. */
  others: readonly string[]
  /** Below its own room: the rooms that are booked besides. */
  more: ReactNode
}

const Field = EditedField<BookingField>

/** All fields of a booking, inside its form. */
export function BookingFields({ state, bookingId, making }: Props) {
  const rooms = useRooms()
  const text = (field: BookingField) => String(valueOf(state, field) ?? '')
  const [checkIn, checkOut] = [text('checkIn'), text('checkOut')]
  const nights = nightsBetween(checkIn, checkOut)
  const room = rooms?.find(({ id }) => id === text('roomId'))

  const persons = Number(valueOf(state, 'adults')) + Number(valueOf(state, 'children'))

  return (
    <Stack gap="md">
      {making && <Field name="guestId">{making.guest}</Field>}
      <Field name="status">
        {(control) => (
          <StatusMoves
            control={control}
            bookingId={bookingId}
            saved={bookingId === undefined ? undefined : (state.current.values.status as BookingStatus)}
            {...{ checkIn, checkOut }}
          />
        )}
      </Field>
      {!making && <Field name="guestId">{(control) => <GuestSelect control={control} />}</Field>}
      <StayDays state={state} begin={making?.begin} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Field name="roomId">
          {(control) => (
            <RoomSelect
              {...{ control, rooms, bookingId, checkIn, checkOut, persons }}
              others={making?.others}
            />
          )}
        </Field>
        <SimpleGrid cols={2}>
          <Field name="adults">{(control) => <CountField control={control} min={1} />}</Field>
          <Field name="children">{(control) => <CountField control={control} min={0} />}</Field>
        </SimpleGrid>
        <Field name="totalPrice">
          {(control) => <PriceField {...{ control, room, nights }} currency={text('currency')} />}
        </Field>
        <Field name="currency">{(control) => <CodeField control={control} kind="currency" />}</Field>
      </SimpleGrid>
      {making?.more}
      <Field name="notes">{(control) => <NotesField control={control} />}</Field>
    </Stack>
  )
}
