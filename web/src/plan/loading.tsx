import { useQuery } from '@apollo/client/react'
import { useEffect, useEffectEvent, useRef } from 'react'

import { type BookingRowFragment, PlanBookingsDocument, PlanRoomsDocument } from '@/gql/graphql'
import { useChanges, useRefetchOn } from '@/live'
import { useUser } from '@/session/context'

import { type DayNumber, dayNumber, isoDate } from './days'
import type { PlannedBookings } from './PlannedBookings'
import { overlaps, planned, SHOWN } from './stay'
import { BLOCK_DAYS } from './viewport'

/** How long a change that somebody else made is marked. */
const HIGHLIGHT_MS = 2_500
const RETRY_MS = 3_000

interface BlocksProps {
  bookings: PlannedBookings
  /** The first days of the blocks. */
  blocks: readonly DayNumber[]
}

/** Loads blocks of days while they are in view, and asks again for those that come back into view. */
export function Blocks({ bookings, blocks }: BlocksProps) {
  return blocks.map((block) => (
    <Pages key={block} bookings={bookings} from={isoDate(block)} to={isoDate(block + BLOCK_DAYS)} />
  ))
}

interface PagesProps {
  bookings: PlannedBookings
  from: string
  to: string
  after?: string
}

/** One page of a block, which loads the next one. Renders nothing. */
function Pages({ bookings, from, to, after }: PagesProps) {
  const { data, error, refetch } = useQuery(PlanBookingsDocument, {
    variables: { from, to, statuses: [...SHOWN], ...(after !== undefined && { after }) },
    fetchPolicy: 'cache-and-network',
    nextFetchPolicy: 'cache-first',
  })
  const known = useRef<readonly BookingRowFragment[]>([])
  useEffect(() => {
    if (!data) return
    const { nodes } = data.bookings
    const ids = new Set(nodes.map(({ id }) => id))
    // What was deleted while nobody listened is missing here. What has moved out of the block was told.
    const block = { start: dayNumber(from), end: dayNumber(to) }
    bookings.drop(known.current.filter((row) => !ids.has(row.id) && overlaps(planned(row), block)))
    bookings.put(nodes)
    known.current = nodes
  }, [bookings, data, from, to])

  useEffect(() => {
    if (!error) return
    const timer = setTimeout(() => void refetch().catch(() => undefined), RETRY_MS)
    return () => clearTimeout(timer)
  }, [error, refetch])

  const next = data?.bookings.pageInfo.hasNextPage ? data.bookings.pageInfo.endCursor : null
  return next && <Pages key={next} bookings={bookings} from={from} to={to} after={next} />
}

/** Keeps the plan as the hotel is while it is shown. */
export function useLiveBookings(bookings: PlannedBookings): void {
  const user = useUser()
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  useChanges((change) => {
    if (change.__typename !== 'BookingChange') return
    const { booking, bookingId, actor } = change
    if (!booking) {
      if (change.action === 'DELETED') bookings.remove(bookingId, change.version)
      return
    }
    bookings.put([booking])
    if (actor.id === user.id) return
    bookings.highlight(bookingId, true)
    clearTimeout(timers.current.get(bookingId))
    const calm = () => bookings.highlight(bookingId, false)
    timers.current.set(bookingId, setTimeout(calm, HIGHLIGHT_MS))
  })
}

/** All rooms by name, once the last page is there. */
export function useRooms() {
  const { data, error, fetchMore, refetch } = useQuery(PlanRoomsDocument)
  const more = useEffectEvent((after: string) =>
    fetchMore({
      variables: { after },
      updateQuery: ({ rooms: first }, { fetchMoreResult: { rooms: next } }) => ({
        rooms: { ...next, nodes: [...first.nodes, ...next.nodes] },
      }),
    }),
  )
  const next = data?.rooms.pageInfo.hasNextPage ? data.rooms.pageInfo.endCursor : null
  useEffect(() => {
    if (next) void more(next).catch(() => undefined)
  }, [next])
  useRefetchOn((change) => change.__typename === 'RoomChange', refetch)
  useEffect(() => {
    if (!error) return
    const timer = setTimeout(() => void refetch().catch(() => undefined), RETRY_MS)
    return () => clearTimeout(timer)
  }, [error, refetch])
  return next === null && data ? data.rooms.nodes : undefined
}
