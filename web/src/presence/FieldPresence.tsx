import { Avatar } from '@mantine/core'

import { useOthersAt } from './context'
import { PersonAvatar } from './PresenceAvatars'

interface Props {
  bookingId: string
  /** By its name in `BookingPatch`. */
  field: string
}

/** The others who are at one field of a booking right now: stands beside its label. */
export function FieldPresence({ bookingId, field }: Props) {
  const here = useOthersAt(bookingId).filter((somebody) => somebody.field === field)
  if (here.length === 0) return null
  return (
    <Avatar.Group component="span" spacing="xs">
      {here.map((somebody) => (
        <PersonAvatar key={somebody.id} somebody={somebody} size={20} />
      ))}
    </Avatar.Group>
  )
}
