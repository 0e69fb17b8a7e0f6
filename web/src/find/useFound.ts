import { skipToken, useQuery } from '@apollo/client/react'

import { FindDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { finds } from '@/i18n/names'
import { type Refused, useAnswer } from '@/lists/useAnswer'
import { useRooms } from '@/rooms/useRooms'

export interface Hit {
  href: string
  label: string
  detail: string
}

export interface HitGroup {
  name: string
  hits: readonly Hit[]
}

const ROOMS = 5

/** What a text finds; undefined until it is known of this very text. */
export function useFound(text: string): {
  groups: readonly HitGroup[] | undefined
  refused: Refused | undefined
} {
  const { t, days } = useI18n()
  const rooms = useRooms()
  const asked = useQuery(
    FindDocument,
    text === '' ? skipToken : { variables: { text }, fetchPolicy: 'cache-and-network' },
  )
  const { refused } = useAnswer(text, asked)
  const { data } = asked
  if (!data || text === '') return { groups: undefined, refused }
  const nameOf = (roomId: string) => rooms?.find(({ id }) => id === roomId)?.name ?? ''
  const groups = [
    {
      name: t('nav.guests'),
      hits: data.guests.nodes.map(({ id, name, email, phone }) => ({
        href: `/guests?guest=${id}`,
        label: name,
        detail: [email, phone].filter(Boolean).join(' · '),
      })),
    },
    {
      name: t('nav.bookings'),
      hits: data.bookings.nodes.map(({ id, reference, guest, roomId, checkIn, checkOut, status }) => ({
        href: `/bookings?booking=${id}`,
        label: `${reference} · ${guest.name}`,
        detail: [days(checkIn, checkOut), nameOf(roomId), t(`booking.status.${status}`)]
          .filter(Boolean)
          .join(' · '),
      })),
    },
    {
      name: t('nav.rooms'),
      hits: (rooms ?? [])
        .filter(({ name }) => finds(text, name))
        .slice(0, ROOMS)
        .map(({ id, name, roomType }) => ({ href: `/rooms?room=${id}`, label: name, detail: roomType })),
    },
  ]
  return { groups: groups.filter(({ hits }) => hits.length > 0), refused }
}
