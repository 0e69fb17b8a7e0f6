import { skipToken, useQuery } from '@apollo/client/react'

import { GuestByIdDocument, RoomByIdDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import type { BookingChange } from '@/live/context'

import type { NewsItem } from './news'
import { manySentence, sentence } from './wording'

/** What was done to one booking. */
export function Sentence({ changes }: { changes: readonly BookingChange[] }) {
  const i18n = useI18n()
  const last = changes.at(-1)
  const roomId = last?.booking?.roomId
  const guestId = last?.booking ? undefined : last?.before?.guestId
  const { data: room } = useQuery(RoomByIdDocument, roomId ? { variables: { id: roomId } } : skipToken)
  const { data: guest } = useQuery(GuestByIdDocument, guestId ? { variables: { id: guestId } } : skipToken)
  const names = {
    room: room?.row?.name ?? '…',
    guest: guest?.row?.name ?? (guest ? i18n.t('news.somebody') : '…'),
  }
  return <>{sentence(changes, names, i18n)}</>
}

/** What a piece of news says: of one booking, or of how many. */
export function Headline({ item: { bookings } }: { item: NewsItem }) {
  const i18n = useI18n()
  const [changes, ...more] = bookings
  if (!changes) return null
  return more.length > 0 ? <>{manySentence(bookings, i18n)}</> : <Sentence changes={changes} />
}
