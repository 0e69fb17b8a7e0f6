import { useConnectionState } from '@frontdesk/client/react'
import { Alert, Button, Stack } from '@mantine/core'
import { useMemo, useState } from 'react'

import { type Ending, type FieldProblem, useDrafts, valuesOf } from '@/editing'
import { GuestByName } from '@/guests/GuestByName'
import { NEW_GUEST, useNewGuest } from '@/guests/useNewGuest'
import { useI18n } from '@/i18n'
import { useHotel } from '@/live'
import { NounForm } from '@/nouns/NounForm'
import { useNewForm } from '@/nouns/NewRowForm'
import { useNewRows } from '@/outbox'
import { useSession } from '@/session/context'

import { type Further, furtherDraft, FurtherRoom } from './FurtherRoom'
import { dayAfter } from './nights'
import { type BookingField, bookingNoun } from './noun'
import { BookingFields } from './BookingFields'
import { RoomTakenNote } from './RoomTakenNote'
import { useCrowding } from './useCrowding'
import { useNewBookings } from './useNewBookings'
import { useSuggestedPrice } from './useSuggestedPrice'

/** The most rooms of one stay: more are a group, which is made otherwise. */
export const MOST_ROOMS = 8
const NUMBERS = Array.from({ length: MOST_ROOMS - 1 }, (_, place) => place + 2)

interface Props {
  roomId: string
  from: string | null
  to: string | null
  /** Who comes, where that is known. */
  guestId: string | null
  onMade: () => void
  /** It is kept until it can be made. */
  onKept: (id: string) => void
}

type BookingEnding = Ending<BookingField>

/** The form of a new booking: its guest may be new, too, and it may be of several rooms. */
export function NewBooking({ roomId, from, to, guestId, onMade, onKept }: Props) {
  const { t } = useI18n()
  const { today } = useHotel()
  const drafts = useDrafts()
  const checkIn = from ?? today
  const form = useNewForm(bookingNoun, {
    checkIn,
    checkOut: to ?? dayAfter(checkIn, 1),
    roomId: roomId || null,
    ...(guestId && { guestId }),
  })
  useSuggestedPrice(form)
  const { state, dispatch } = form
  const { connection } = useSession()
  const away = useConnectionState(connection) === 'lost'
  const guest = useNewGuest((id) => dispatch({ type: 'edit', field: 'guestId', value: id }))
  const { sure, question } = useCrowding()
  const create = useNewBookings()
  const newRow = useNewRows()
  const [numbers, setNumbers] = useState(() => NUMBERS.filter((number) => drafts.has(furtherDraft(number))))
  const [further, setFurther] = useState<ReadonlyMap<number, Further>>(new Map())
  const [problems, setProblems] = useState<readonly FieldProblem[]>([])
  // Another object only where it is another stay: the further rooms follow it.
  const stay = useMemo(() => valuesOf(state), [state])
  const others = numbers.flatMap((number) => further.get(number) ?? [])
  const chosen = [stay, ...others.map(({ values }) => values)].flatMap((values) => values.roomId ?? [])
  const besides = (own: unknown) => chosen.filter((id) => id !== own).map(String)

  const make = async (guestId: string): Promise<BookingEnding> => {
    const rooms = others.map(({ id, values }) => ({ id, values: { ...values, guestId } }))
    return take(await create({ id: form.id, values: { ...stay, guestId } }, rooms))
  }
  /** What is wrong with a further room stands there. */
  const take = (answer: BookingEnding): BookingEnding => {
    if (answer.kind === 'failed') return { kind: 'failed', retry: async () => take(await answer.retry()) }
    if (answer.kind === 'saved' || answer.kind === 'kept') others.forEach(({ forget }) => forget())
    if (answer.kind !== 'invalid') return answer
    setProblems(answer.problems)
    return { kind: 'invalid', problems: answer.problems.filter(({ update }) => !update?.index) }
  }
  const write = async (): Promise<BookingEnding> => {
    setProblems([])
    if (stay.guestId !== NEW_GUEST) return make(String(stay.guestId))
    const afterGuest = (made: Awaited<ReturnType<typeof guest.make>>): Promise<BookingEnding> => {
      switch (made.kind) {
        case 'saved':
        case 'kept':
          dispatch({ type: 'edit', field: 'guestId', value: guest.id })
          return make(guest.id)
        case 'failed':
          return Promise.resolve({ kind: 'failed', retry: async () => afterGuest(await made.retry()) })
        case 'problem':
        case 'deleted':
          return Promise.resolve(made)
        case 'invalid':
        case 'conflict':
          // What is wrong with the guest stands at the guest.
          return Promise.resolve({ kind: 'invalid', problems: [] })
      }
    }
    return afterGuest(await guest.make())
  }

  const more = (
    <Stack gap="sm">
      {numbers.map((number, place) => (
        <FurtherRoom
          key={number}
          number={place + 2}
          stay={stay}
          others={besides(further.get(number)?.values.roomId)}
          problems={problems.filter(({ update }) => update?.index === place + 1)}
          onChange={(one) => setFurther((now) => new Map(now).set(number, one))}
          onDrop={() => setNumbers((now) => now.filter((other) => other !== number))}
        />
      ))}
      {numbers.length < NUMBERS.length && (
        <Button
          variant="default"
          size="compact-sm"
          style={{ alignSelf: 'start' }}
          onClick={() =>
            setNumbers((now) => [...now, ...NUMBERS.filter((number) => !now.includes(number)).slice(0, 1)])
          }
        >
          {t('booking.addRoom')}
        </Button>
      )}
    </Stack>
  )
  return (
    <>
      {/* There before it has something to say: a reader for the blind tells what changes in it. */}
      <div role="status">
        {away && (
          <Alert color="orange" mb="md">
            {t('outbox.new')}
          </Alert>
        )}
      </div>
      <NounForm
        noun={bookingNoun}
        form={form}
        write={write}
        onSaved={() => (newRow(bookingNoun.name, form.id) ? onKept(form.id) : onMade())}
        kept={bookingNoun.words.kept}
        what=""
        readOnly={false}
        sure={async () => {
          for (const values of [stay, ...others.map((one) => one.values)]) {
            if (!(await sure(values))) return false
          }
          return stay.guestId !== NEW_GUEST || guest.sure()
        }}
        question={
          <>
            {question}
            {guest.question}
          </>
        }
        fields={() => (
          <BookingFields
            state={state}
            bookingId={undefined}
            making={{
              guest: (control) => <GuestByName control={control} guest={guest.guest} />,
              begin: from ? 'checkOut' : 'checkIn',
              others: besides(stay.roomId),
              more,
            }}
          />
        )}
        refusal={(problem, putInto) =>
          problem.__typename === 'RoomUnavailable' ? (
            <RoomTakenNote
              taken={{ ...problem, freeRooms: problem.freeRooms.filter(({ id }) => !chosen.includes(id)) }}
              onTake={(other) => {
                const of = others[(problem.update?.index ?? 0) - 1]
                if (of) of.put('roomId', other)
                else putInto('roomId', other)
              }}
            />
          ) : undefined
        }
      />
    </>
  )
}
