import type { ApolloClient } from '@apollo/client'
import { useApolloClient, useQuery } from '@apollo/client/react'
import { useEffect, useRef } from 'react'

import { LiveBeginDocument, PlanBookingsDocument } from '@/gql/graphql'
import { useChanges } from '@/live'
import { useUser } from '@/session/context'

import { type DayNumber, isoDate } from './days'
import type { PlannedBookings } from './PlannedBookings'
import { SHOWN } from './stay'
import { BLOCK_DAYS } from './viewport'

/** How long a change that somebody else made is marked. */
const HIGHLIGHT_MS = 2_500
const RETRY_MS = 3_000

interface BlocksProps {
  bookings: PlannedBookings
  /** The first days of the blocks. */
  blocks: readonly DayNumber[]
}

/** Loads blocks of days while they are in view, and reads those anew that come back into view. */
export function Blocks({ bookings, blocks }: BlocksProps) {
  // Read anew after a gap in what was told, like everything that is shown: then so are the blocks.
  const { data } = useQuery(LiveBeginDocument)
  const revision = data?.bookings.revision
  return blocks.map((block) => <Block key={`${block} ${revision}`} bookings={bookings} block={block} />)
}

function Block({ bookings, block }: { bookings: PlannedBookings; block: DayNumber }) {
  const client = useApolloClient()
  useEffect(() => {
    const left = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const load = () =>
      read(client, bookings, block, left.signal).catch(() => {
        if (!left.signal.aborted) timer = setTimeout(() => void load(), RETRY_MS)
      })
    void load()
    return () => {
      left.abort()
      clearTimeout(timer)
    }
  }, [client, bookings, block])
  return null
}

/**
 * Reads the bookings of a block, page by page.
 *
 * Past Apollo's cache: to write and watch each field of ten thousand bookings there takes longer than a frame for
 * every page. What it is good for, that no row goes back to an older version, `PlannedBookings` does too.
 */
async function read(client: ApolloClient, bookings: PlannedBookings, block: DayNumber, signal: AbortSignal) {
  const [from, to] = [isoDate(block), isoDate(block + BLOCK_DAYS)]
  const missing = new Map(
    bookings.within({ start: block, end: block + BLOCK_DAYS }).map((row) => [row.id, row]),
  )
  for (let after: string | null | undefined; after !== null;) {
    const { data } = await client.query({
      query: PlanBookingsDocument,
      variables: { from, to, statuses: [...SHOWN], ...(after !== undefined && { after }) },
      fetchPolicy: 'no-cache',
      context: { fetchOptions: { signal } },
    })
    if (signal.aborted || !data) return
    const { nodes, pageInfo } = data.bookings
    bookings.put(nodes)
    for (const { id } of nodes) missing.delete(id)
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
  }
  // Deleted while nobody listened. Whoever has moved out of the block meanwhile is of a newer version by now.
  bookings.drop([...missing.values()])
}

/** Keeps the plan as the hotel is while it is shown. */
export function useLiveBookings(bookings: PlannedBookings): void {
  const user = useUser()
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  useChanges((change) => {
    if (change.__typename === 'GuestChange' && change.guest) bookings.rename(change.guest)
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
