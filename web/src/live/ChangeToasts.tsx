import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useLocation } from 'wouter'

import { type I18n, useI18n } from '@/i18n'
import { useUser } from '@/session/context'

import { type BookingChange, useChanges } from './context'

/** Says what others do to bookings. A newer change of a booking takes the place of the one that is shown. */
export function ChangeToasts() {
  const { t } = useI18n()
  const user = useUser()
  const [, navigate] = useLocation()

  useChanges((change) => {
    if (change.__typename !== 'BookingChange' || change.actor.id === user.id) return
    const id = `booking-${change.bookingId}`
    notifications.hide(id)
    notifications.show({
      id,
      withCloseButton: false,
      message: (
        <>
          <Text size="sm">{sentence(change, t)}</Text>
          <Group gap="xs" mt="xs">
            {change.booking && (
              <Button
                size="compact-sm"
                onClick={() => {
                  notifications.hide(id)
                  navigate(`?booking=${change.bookingId}&tab=history`)
                }}
              >
                {t('live.view')}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={() => notifications.hide(id)}>
              {t('live.ignore')}
            </Button>
          </Group>
        </>
      ),
    })
  })
  return null
}

function sentence({ action, actor, booking, before }: BookingChange, t: I18n['t']): string {
  const fill = { name: actor.name, what: booking?.reference ?? before?.reference ?? '' }
  switch (action) {
    case 'CREATED':
      return t('live.created.BOOKING', fill)
    case 'UPDATED':
      return t('live.updated.BOOKING', fill)
    case 'DELETED':
      return t('live.deleted.BOOKING', fill)
  }
}
