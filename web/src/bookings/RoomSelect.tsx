import { skipToken, useQuery } from '@apollo/client/react'
import { Text } from '@mantine/core'

import type { Control } from '@/editing'
import { FreeRoomsDocument, RoomByIdDocument, RoomHoldersDocument, type RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { finds, isSameName } from '@/i18n/names'
import { useRefetchOn } from '@/live'
import { crowding } from '@/rooms/crowding'
import { Lookup } from '@/ui/Lookup'

interface Props {
  control: Control
  /** Undefined until they are read. */
  rooms: readonly RoomRowFragment[] | undefined
  /** The booking itself, which may hold the room already. */
  bookingId: string | undefined
  checkIn: string
  checkOut: string
  /** How many will sleep there. */
  persons: number
  /** Rooms that are chosen for the same stay already. */
  others?: readonly string[] | undefined
}

/** The rooms with what they cost and sleep: those that suit first, the others with why they do not, and whether the chosen one is free on these nights. */
export function RoomSelect({ control, rooms, bookingId, checkIn, checkOut, persons, others = [] }: Props) {
  const { t, day, money } = useI18n()
  const { value, unread, onChange, onUnread, input } = control
  const roomId = value === null ? '' : String(value)
  const nights = { from: checkIn, to: checkOut }
  const skip = !checkIn || !checkOut || checkOut <= checkIn

  const free = useQuery(
    FreeRoomsDocument,
    skip ? skipToken : { variables: nights, fetchPolicy: 'cache-and-network' },
  )
  const holders = useQuery(
    RoomHoldersDocument,
    skip || !roomId ? skipToken : { variables: { ...nights, roomId }, fetchPolicy: 'cache-and-network' },
  )
  useRefetchOn(
    (change) => change.__typename === 'BookingChange' && !skip,
    () => Promise.all([free.refetch(), ...(roomId ? [holders.refetch()] : [])]),
  )

  const freeIds = new Set((free.data ?? free.previousData)?.availability.map(({ id }) => id))
  const other = holders.data?.bookings.nodes.find(({ id }) => id !== bookingId)
  const isFree = (room: RoomRowFragment) => freeIds.has(room.id) || (room.id === roomId && !other)
  const text = unread?.text ?? ''
  const found = rooms?.filter(({ name, roomType }) => finds(text, name, roomType))
  const hitOf = (room: RoomRowFragment) => ({
    value: room.id,
    label: labelOf(room),
    note: t('booking.roomFacts', {
      persons: room.capacity,
      rate: money(room.nightlyRate, room.currency),
    }),
  })
  const kindOf = (room: RoomRowFragment) => {
    if (others.includes(room.id)) return 'booking.roomsHere'
    if (!isFree(room)) return 'booking.takenRooms'
    return crowding(room, persons) ? 'booking.smallRooms' : 'booking.freeRooms'
  }
  // Where nobody has said which are free, they are not said to be taken.
  const groups =
    skip || !(free.data ?? free.previousData)
      ? found && [{ name: '', hits: found.map(hitOf) }]
      : found &&
        KINDS.map((kind) => ({
          name: t(kind),
          hits: found.filter((room) => kindOf(room) === kind).map(hitOf),
        }))
  const listed = rooms?.find(({ id }) => id === roomId)
  const { data: read } = useQuery(
    RoomByIdDocument,
    roomId === '' || listed ? skipToken : { variables: { id: roomId } },
  )
  const chosen = listed ?? read?.row

  return (
    <>
      <Lookup
        {...input}
        {...{ unread, onChange, onUnread }}
        value={roomId || null}
        shown={chosen ? labelOf(chosen) : roomId && (read ? t('editing.deletedRow') : '…')}
        groups={groups}
        meant={(typed) => {
          const [room, another] =
            rooms?.filter((one) => [one.name, labelOf(one)].some((name) => isSameName(name, typed))) ?? []
          return room && !another ? hitOf(room) : undefined
        }}
        why={['list.unchosen']}
      />
      {roomId && holders.data && (
        <Text size="xs" mt={4} c={other ? 'orange' : 'dimmed'} component="div">
          {other
            ? t('booking.held', {
                reference: other.reference,
                guest: other.guest.name,
                from: day(other.checkIn, 'short'),
                to: day(other.checkOut, 'short'),
              })
            : t('booking.free')}
        </Text>
      )}
    </>
  )
}

/** What suits comes first. */
const KINDS = ['booking.freeRooms', 'booking.smallRooms', 'booking.takenRooms', 'booking.roomsHere'] as const

function labelOf({ name, roomType }: RoomRowFragment) {
  return roomType ? `${name} · ${roomType}` : name
}
