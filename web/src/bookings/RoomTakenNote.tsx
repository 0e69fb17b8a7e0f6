import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'

import type { RoomTakenFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

interface Props {
  taken: Pick<RoomTakenFragment, 'blocking' | 'freeRooms'>
  onTake: (roomId: string) => void
}

const OFFERED = 12

/** Who holds the room on these nights, and which rooms are free instead. */
export function RoomTakenNote({ taken, onTake }: Props) {
  const { t, day } = useI18n()
  return (
    <Alert color="red" role="alert" title={t('booking.taken')}>
      <Stack gap="sm">
        <List size="sm">
          {taken.blocking.map(({ id, reference, guest, checkIn, checkOut }) => (
            <List.Item key={id}>
              <Anchor component={Link} href={`?booking=${id}`} size="sm">
                {reference}
              </Anchor>{' '}
              {guest.name}, {day(checkIn)} – {day(checkOut)}
            </List.Item>
          ))}
        </List>
        {taken.freeRooms.length > 0 ? (
          <>
            <Text size="sm">{t('booking.takeInstead')}</Text>
            <Group gap="xs">
              {taken.freeRooms.slice(0, OFFERED).map(({ id, name, roomType }) => (
                <Button key={id} size="compact-sm" variant="default" onClick={() => onTake(id)}>
                  {roomType ? `${name} · ${roomType}` : name}
                </Button>
              ))}
            </Group>
          </>
        ) : (
          <Text size="sm">{t('booking.noneFree')}</Text>
        )}
      </Stack>
    </Alert>
  )
}
