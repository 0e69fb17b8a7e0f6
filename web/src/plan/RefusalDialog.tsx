import { skipToken, useQuery } from '@apollo/client/react'
import { Anchor, Button, Group, List, Loader, Modal, Stack, Text } from '@mantine/core'

import { PlanFreeRoomsDocument, type RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import { isoDate } from './days'
import { useLabels } from './labels'
import { planned, type Stay } from './stay'
import type { Refusal } from './useMove'

/** More would not be read: who needs a certain room looks for it on the plan. */
const OFFERED = 12

interface Props {
  refusal: Refusal | undefined
  rooms: readonly RoomRowFragment[]
  close: () => void
  open: (bookingId: string) => void
  /** Tries the same nights in a free room. */
  choose: (refusal: Refusal, stay: Stay) => void
}

/** Says who holds the room, and offers the rooms that are free on those nights. */
export function RefusalDialog({ refusal, rooms, close, open, choose }: Props) {
  const { t } = useI18n()
  const labels = useLabels()
  if (!refusal) return null
  const { stay, blocking } = refusal
  const name = rooms.find(({ id }) => id === stay.roomId)?.name ?? ''
  return (
    <Modal
      opened
      onClose={close}
      title={<DialogTitle>{t('plan.unavailable', { room: name, nights: labels.nights(stay) })}</DialogTitle>}
      closeButtonProps={{ 'aria-label': t('editing.close') }}
    >
      <Stack gap="md">
        <div>
          <Text size="sm">{t('plan.heldBy')}</Text>
          <List mt={4} size="sm">
            {blocking.map((row) => (
              <List.Item key={row.id}>
                <Anchor component="button" type="button" fz="sm" onClick={() => open(row.id)}>
                  {row.reference}
                </Anchor>{' '}
                {row.guest.name}, {labels.nights(planned(row))}
              </List.Item>
            ))}
          </List>
        </div>
        <div>
          <Text size="sm" mb="xs">
            {t('plan.freeRooms')}
          </Text>
          <FreeRooms refusal={refusal} choose={(room) => choose(refusal, { ...stay, roomId: room.id })} />
        </div>
      </Stack>
    </Modal>
  )
}

function FreeRooms({ refusal, choose }: { refusal: Refusal; choose: (room: RoomRowFragment) => void }) {
  const { t, money } = useI18n()
  const { stay, booking, freeRooms } = refusal
  const guests = booking ? booking.row.adults + booking.row.children : 1
  const variables = { from: isoDate(stay.start), to: isoDate(stay.end), guests }
  const { data } = useQuery(
    PlanFreeRoomsDocument,
    freeRooms ? skipToken : { variables, fetchPolicy: 'network-only' },
  )
  const free = freeRooms ?? data?.availability
  if (!free) return <Loader size="sm" />
  if (!free.length) return <Text size="sm">{t('plan.freeRooms.none')}</Text>
  return (
    <Group gap="xs">
      {free.slice(0, OFFERED).map((room) => (
        <Button key={room.id} variant="default" h="auto" py={6} onClick={() => choose(room)}>
          <Stack gap={0} align="flex-start">
            <span>{room.name}</span>
            <Text size="xs">
              {[room.roomType, money(room.nightlyRate, room.currency)].filter(Boolean).join(' · ')}
            </Text>
          </Stack>
        </Button>
      ))}
    </Group>
  )
}
