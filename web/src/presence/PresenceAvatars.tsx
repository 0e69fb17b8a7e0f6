import { Avatar, type MantineSize, Tooltip } from '@mantine/core'

import type { PresenceShownFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { useOthersAt } from './context'
import { sentence } from './sentence'

const MOST = 3

interface Props {
  bookingId: string
  /** Pixels, or one of Mantine's sizes. */
  size?: MantineSize | number
}

/** The others at a booking, in little space; what each does there is in the tooltip. Nothing where nobody is. */
export function PresenceAvatars({ bookingId, size = 'sm' }: Props) {
  const { t } = useI18n()
  const others = useOthersAt(bookingId)
  if (others.length === 0) return null
  const rest = others.slice(MOST)
  return (
    <Avatar.Group component="span" spacing="xs">
      {others.slice(0, MOST).map((somebody) => (
        <PersonAvatar key={somebody.id} somebody={somebody} size={size} />
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map((somebody) => sentence(somebody, t)).join(', ')} multiline>
          <Avatar size={size} component="span">
            {`+${rest.length}`}
          </Avatar>
        </Tooltip>
      )}
    </Avatar.Group>
  )
}

/** Filled for who edits, pale for who looks. */
export function PersonAvatar({
  somebody,
  size,
}: {
  somebody: PresenceShownFragment
  size: MantineSize | number
}) {
  const { t } = useI18n()
  const label = sentence(somebody, t)
  return (
    <Tooltip label={label}>
      <Avatar
        component="span"
        role="img"
        aria-label={label}
        name={somebody.actor.name}
        color="initials"
        variant={somebody.mode === 'EDITING' ? 'filled' : 'light'}
        size={size}
      />
    </Tooltip>
  )
}
