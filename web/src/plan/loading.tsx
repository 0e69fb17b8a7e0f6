import type { ApolloClient } from '@apollo/client'
import { useApolloClient, useQuery } from '@apollo/client/react'
import { useEffect, useRef, useState } from 'react'

import {
  type BookingRowFragment,
  LiveBeginDocument,
  PlanBookingsDocument,
  type PlanBookingsQueryVariables,
} from '@/gql/graphql'
import { useLastShown } from '@/kept'
import { useChanges, useHotel } from '@/live'
import { useOutbox } from '@/outbox'
import { useSession, useUser } from '@/session/context'

import { type DayNumber, dayNumber, isoDate } from './days'
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

/**
 * Loads blocks of days while they are in view, reads those anew that come back into view, and always knows who is
 * overdue, however long ago they should have come.
 */
export function Blocks({ bookings, blocks }: BlocksProps) {
  const today = dayNumber(useHotel().today)
  // Read anew after a gap in what was told, like everything that is shown: then so is this.
  const { data } = useQuery(LiveBeginDocument)
  const revision = data?.bookings.revision
  return (
    <>
      {blocks.map((block) => (
        <Reading key={`${block} ${revision}`} bookings={bookings} part={blockFrom(block)} />
      ))}
      <Reading key={`overdue ${today} ${revision}`} bookings={bookings} part={overdueOn(today)} />
    </>
  )
}

/** Some of the hotel's bookings: how the server is asked for them, and those that are known by now. */
interface Part {
  asked: Pick<PlanBookingsQueryVariables, 'from' | 'to' | 'statuses'>
  known: (bookings: PlannedBookings) => BookingRowFragment[]
  /** What is known once all of it is read. */
  read?: (bookings: PlannedBookings) => void
}

function blockFrom(start: DayNumber): Part {
  const end = start + BLOCK_DAYS
  return {
    asked: { from: isoDate(start), to: isoDate(end), statuses: [...SHOWN] },
    known: (bookings) => bookings.within({ start, end }),
    read: (bookings) => bookings.complete(start),
  }
}

function overdueOn(today: DayNumber): Part {
  return {
    asked: { to: isoDate(today), statuses: ['CONFIRMED'] },
    known: (bookings) => bookings.overdue(today).map(({ row }) => row),
  }
}

/** Reads the part that it was mounted with: another part, another key. */
function Reading({ bookings, part }: { bookings: PlannedBookings; part: Part }) {
  const client = useApolloClient()
  const [once] = useState(part)
  useEffect(() => {
    const left = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const load = () =>
      read(client, bookings, once, left.signal).catch(() => {
        if (!left.signal.aborted) timer = setTimeout(() => void load(), RETRY_MS)
      })
    void load()
    return () => {
      left.abort()
      clearTimeout(timer)
    }
  }, [client, bookings, once])
  return null
}

/**
 * Reads a part of the bookings, page by page.
 *
 * Past Apollo's cache: to write and watch each field of ten thousand bookings there takes longer than a frame for
 * every page. What it is good for, that no row goes back to an older version, `PlannedBookings` does too.
 */
async function read(
  client: ApolloClient,
  bookings: PlannedBookings,
  { asked, known, read: learn }: Part,
  signal: AbortSignal,
) {
  const missing = new Map(known(bookings).map((row) => [row.id, row]))
  for (let after: string | null | undefined; after !== null;) {
    const { data } = await client.query({
      query: PlanBookingsDocument,
      variables: { ...asked, ...(after !== undefined && { after }) },
      fetchPolicy: 'no-cache',
      context: { fetchOptions: { signal } },
    })
    if (signal.aborted || !data) return
    const { nodes, pageInfo } = data.bookings
    bookings.put(nodes)
    for (const { id } of nodes) missing.delete(id)
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
  }
  // Deleted while nobody listened. Whoever is no longer part of it is of a newer version by now.
  bookings.drop([...missing.values()])
  learn?.(bookings)
}

/** How much of the plan is kept for when the server is away: the days around the hotel's own. */
const [KEPT_BEFORE, KEPT_AFTER] = [7, 42]

/** Shows what the plan showed last while nothing newer can be read, and says what that is. */
export function useLastPlan(bookings: PlannedBookings): void {
  const shown = useLastShown()
  const { connection } = useSession()
  const today = dayNumber(useHotel().today)
  useEffect(() => {
    if (connection.state !== 'open') bookings.put(shown.plan() as readonly BookingRowFragment[])
    return shown.showPlan(() => bookings.within({ start: today - KEPT_BEFORE, end: today + KEPT_AFTER }))
  }, [bookings, shown, connection, today])
}

/** Shows what waits to be saved, and what was saved of it. */
export function useWaitingBookings(bookings: PlannedBookings): void {
  const outbox = useOutbox()
  useEffect(() => {
    const look = () => bookings.wait(outbox.patches('Booking'))
    look()
    const stopLooking = outbox.on(look)
    const stopListening = outbox.saved.on((row) => {
      if (isBooking(row)) bookings.put([row])
    })
    return () => {
      stopLooking()
      stopListening()
    }
  }, [bookings, outbox])
}

function isBooking(row: { __typename: string }): row is BookingRowFragment {
  return row.__typename === 'Booking'
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
