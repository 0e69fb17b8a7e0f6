import { skipToken, useQuery } from '@apollo/client/react'
import { Button, Group, Paper, SimpleGrid, Text } from '@mantine/core'
import { useCallback, useEffect, useEffectEvent } from 'react'

import { CountField, EditedField, type FieldProblem, valueOf, valuesOf } from '@/editing'
import { InnerForm } from '@/editing/InnerForm'
import { ruleText } from '@/editing/problems'
import { FreeRoomsDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { draftOf } from '@/nouns/noun'
import { useNewForm } from '@/nouns/NewRowForm'
import { useWording } from '@/nouns/useWording'
import { crowding } from '@/rooms/crowding'
import { useRooms } from '@/rooms/useRooms'

import { nightsBetween } from './nights'
import { type BookingField, bookingNoun, type BookingValues } from './noun'
import { PriceField } from './PriceField'
import { RoomSelect } from './RoomSelect'
import type { NewStay } from './useNewBookings'
import { useSuggestedPrice } from './useSuggestedPrice'

const whichOf = (number: number) => `new:room-${number}`
/** Under which name what is typed of it is kept. */
export const furtherDraft = (number: number) => draftOf(bookingNoun, whichOf(number))

export interface Further extends NewStay {
  put: (field: BookingField, value: BookingValues[BookingField]) => void
  forget: () => void
}

interface Props {
  /** Which room of the stay it is, the first being another. */
  number: number
  /** The stay as its first room has it. */
  stay: BookingValues
  others: readonly string[]
  problems: readonly FieldProblem[]
  onChange: (further: Further) => void
  onDrop: () => void
}

const Field = EditedField<BookingField>

/** One more room for the same guest and days. It begins as one that is free, like the first where there is one. */
export function FurtherRoom({ number, stay, others, problems, onChange, onDrop }: Props) {
  const { t } = useI18n()
  const form = useNewForm(bookingNoun, {}, whichOf(number))
  const { id, state, dispatch } = form
  const wording = useWording(bookingNoun)
  const rooms = useRooms()
  const own = valuesOf(state)
  const [checkIn, checkOut] = [String(stay.checkIn ?? ''), String(stay.checkOut ?? '')]
  useSuggestedPrice(form, stay)
  const persons = Number(own.adults) + Number(own.children)
  const suggested = useFreeRoom(checkIn, checkOut, String(stay.roomId ?? ''), others, persons)
  const isUntouched = own.roomId === null && !state.edits['roomId']
  const take = useEffectEvent((roomId: string) => dispatch({ type: 'edit', field: 'roomId', value: roomId }))
  useEffect(() => {
    if (isUntouched && suggested) take(suggested)
  }, [isUntouched, suggested])

  const tell = useEffectEvent(() => {
    const { roomId, adults, children, totalPrice, currency } = own
    onChange({
      id,
      values: { ...stay, roomId, adults, children, totalPrice, currency },
      put: (field, value) => dispatch({ type: 'edit', field, value }),
      forget: form.forget,
    })
  })
  useEffect(() => tell(), [state, stay])

  const problemOf = useCallback(
    (field: BookingField) => {
      const broken = problems.filter((problem) => problem.field === field)
      return broken.length > 0 ? broken.map((problem) => ruleText(problem, t)).join('; ') : undefined
    },
    [problems, t],
  )
  const title = t('booking.roomNumber', { number })
  return (
    <Paper withBorder p="sm" role="group" aria-label={title}>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          onClick={() => {
            form.forget()
            onDrop()
          }}
        >
          {t('booking.dropRoom', { number })}
        </Button>
      </Group>
      <InnerForm form={form} wording={wording} problemOf={problemOf}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Field name="roomId">
            {(control) => (
              <RoomSelect {...{ control, rooms, checkIn, checkOut, persons, others }} bookingId={undefined} />
            )}
          </Field>
          <SimpleGrid cols={2}>
            <Field name="adults">{(control) => <CountField control={control} min={1} />}</Field>
            <Field name="children">{(control) => <CountField control={control} min={0} />}</Field>
          </SimpleGrid>
          <Field name="totalPrice">
            {(control) => (
              <PriceField
                control={control}
                room={rooms?.find((room) => room.id === valueOf(state, 'roomId'))}
                nights={nightsBetween(checkIn, checkOut)}
                currency={String(own.currency)}
              />
            )}
          </Field>
        </SimpleGrid>
      </InnerForm>
    </Paper>
  )
}

/** A room that suits: of the type of the first one, where such a room is free. */
function useFreeRoom(
  from: string,
  to: string,
  first: string,
  others: readonly string[],
  persons: number,
): string | undefined {
  const rooms = useRooms()
  const skip = !from || !to || to <= from
  const { data } = useQuery(
    FreeRoomsDocument,
    skip ? skipToken : { variables: { from, to }, fetchPolicy: 'cache-and-network' },
  )
  const free = data?.availability.filter((room) => !others.includes(room.id) && !crowding(room, persons))
  const like = rooms?.find(({ id }) => id === first)?.roomType
  return (free?.find(({ roomType }) => roomType === like) ?? free?.[0])?.id
}
