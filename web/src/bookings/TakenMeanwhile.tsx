import { useQuery } from '@apollo/client/react'
import { Alert } from '@mantine/core'

import { FreeRoomsDocument, RoomHoldersDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import type { NewRow } from '@/outbox'

import { RoomTakenNote } from './RoomTakenNote'

interface Props {
  stay: NewRow
  /** Rooms that are to be booked together with it. */
  others: readonly string[]
  onTake: (roomId: string) => void
}

/** Somebody else has booked the room while the booking waited: who holds it by now, and which rooms are free instead. */
export function TakenMeanwhile({ stay, others, onTake }: Props) {
  const { t } = useI18n()
  const nights = { from: String(stay['checkIn']), to: String(stay['checkOut']) }
  const variables = { ...nights, roomId: String(stay['roomId']) }
  const holders = useQuery(RoomHoldersDocument, { variables, fetchPolicy: 'cache-and-network' })
  const free = useQuery(FreeRoomsDocument, { variables: nights, fetchPolicy: 'cache-and-network' })
  const blocking = holders.data?.bookings.nodes
  const freeRooms = free.data?.availability.filter(({ id }) => !others.includes(id))
  if (!blocking || !freeRooms) return <Alert color="red">{t('booking.taken')}</Alert>
  return <RoomTakenNote taken={{ blocking, freeRooms }} onTake={onTake} />
}
