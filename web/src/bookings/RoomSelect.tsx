import { skipToken, useQuery } from '@apollo/client/react'
import { Select, Text } from '@mantine/core'

import type { Control } from '@/editing'
import { FreeRoomsDocument, RoomHoldersDocument, type RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useRefetchOn } from '@/live'

interface Props {
  control: Control
  rooms: readonly RoomRowFragment[]
  /** The booking itself, which may hold the room already. */
  bookingId: string | undefined
  checkIn: string
  checkOut: string
}

/** The rooms, the free ones first, and whether the chosen one is free on these nights. */
export function RoomSelect({ control, rooms, bookingId, checkIn, checkOut }: Props) {
  const { t, day } = useI18n()
  const { value, onChange, input } = control
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
  const option = (room: RoomRowFragment) => ({
    value: room.id,
    label: [room.name, room.roomType].filter(Boolean).join(' · '),
  })
  const isFree = (room: RoomRowFragment) => freeIds.has(room.id) || (room.id === roomId && !other)
  const data = skip
    ? rooms.map(option)
    : [
        { group: t('booking.freeRooms'), items: rooms.filter(isFree).map(option) },
        { group: t('booking.takenRooms'), items: rooms.filter((room) => !isFree(room)).map(option) },
      ].filter(({ items }) => items.length > 0)

  return (
    <>
      <Select
        {...input}
        data={data}
        value={roomId || null}
        onChange={onChange}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t('list.nothing')}
        comboboxProps={{ zIndex: 310 }}
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
