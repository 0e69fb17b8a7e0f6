import { useQuery } from '@apollo/client/react'
import { Alert, Anchor, List, Text } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link } from 'wouter'

import { AnyBookingDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useHotel, useRefetchOn } from '@/live'
import { useRooms } from '@/rooms/useRooms'
import { useMay } from '@/session/context'

interface Props {
  /** Where colleagues are added. */
  staff: string
}

/** What to do next in a house that has no rooms or no bookings yet. It goes with the first booking, or when told to. */
export default function FirstDay({ staff }: Props) {
  const { t } = useI18n()
  const manages = useMay('MANAGER')
  const { name } = useHotel()
  const rooms = useRooms()
  // Not into the cache: `bookings` with the same arguments is what the page began with, and would be read from there anew.
  const { data, refetch } = useQuery(AnyBookingDocument, { fetchPolicy: 'no-cache' })
  useRefetchOn((change) => change.__typename === 'BookingChange', refetch)
  const [dismissed, setDismissed] = useLocalStorage({
    key: 'frontdesk-first-day-dismissed',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  if (!rooms || !data || dismissed || data.bookings.nodes.length > 0) return null
  if (!manages) return rooms.length === 0 ? <Text mb="md">{t('first.wait')}</Text> : null

  const steps = [
    { done: name !== null, to: '/settings', text: t('first.name') },
    { done: rooms.length > 0, to: '/rooms?room=several', text: t('first.rooms') },
    { done: false, to: staff, text: t('first.staff') },
    { done: false, to: '/?new=', text: t('first.booking') },
  ]
  const next = steps.find(({ done }) => !done)
  return (
    <Alert
      mb="md"
      role="region"
      aria-label={t('first.title')}
      title={t('first.title')}
      withCloseButton
      closeButtonLabel={t('first.dismiss')}
      onClose={() => setDismissed(true)}
    >
      <Text size="sm" mb="xs">
        {t('first.text')}
      </Text>
      <List type="ordered" size="sm" spacing={4}>
        {steps.map((step) => (
          <List.Item key={step.to}>
            <Anchor component={Link} href={step.to} size="sm" fw={step === next ? 700 : 400}>
              {step.text}
            </Anchor>
            {step.done && ` ✓ ${t('first.done')}`}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
