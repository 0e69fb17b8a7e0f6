import { useMediaQuery } from '@mantine/hooks'
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'
import { FINGERS } from '@/ui/fingers'

import { DENSITIES, type Density } from './density'
import { type Group, shownIn } from './groups'
import { lanesWithin } from './lanes'
import type { PlannedBookings } from './PlannedBookings'
import { GROUP_HEIGHT, placeAt, rowAt, type Rows, stack } from './rows'
import { usePlanned } from './usePlanned'
import type { Span } from './viewport'

interface Options {
  scroller: RefObject<HTMLElement | null>
  groups: readonly Group<RoomRowFragment>[]
  bookings: PlannedBookings
  density: Density
  /** The days that are drawn: what lies on others makes no room higher. */
  days: Span
}

/** The rooms that have a line, by their places, and where each line is. What is on top stays there when lines grow. */
export function useRows({ scroller, groups, bookings, density, days: { first, end } }: Options) {
  const rooms = useMemo(() => shownIn(groups), [groups])
  const read = useCallback(
    () =>
      rooms.map(({ id }) =>
        // Only where somebody inquires, two have a night in common: all other rooms need not be laid out for this.
        bookings.lyingIn(id).some(({ row }) => row.status === 'INQUIRY')
          ? lanesWithin(bookings.room(id), first, end)
          : 1,
      ),
    [rooms, bookings, first, end],
  )
  const lanes = usePlanned(bookings, read)
  const fingers = useMediaQuery(FINGERS, window.matchMedia(FINGERS).matches)
  // A finger folds a type by its line: who wants low rows wants that low, too.
  const groupHeight = fingers && density !== DENSITIES.dense ? density.room : GROUP_HEIGHT
  const rows = useMemo(
    () => stack(groups, lanes, density, groupHeight),
    [groups, lanes, density, groupHeight],
  )

  const before = useRef({ rooms, rows })
  useLayoutEffect(() => {
    const was = before.current
    before.current = { rooms, rows }
    if (was.rooms === rooms && was.rows !== rows) keepOnTop(scroller.current, was.rows, rows)
  }, [scroller, rooms, rows])
  return { rooms, rows }
}

function keepOnTop(scroller: HTMLElement | null, was: Rows, is: Rows): void {
  if (!scroller?.scrollTop) return
  const place = placeAt(was, scroller.scrollTop)
  const moved = rowAt(is, place).top - rowAt(was, place).top
  if (moved) scroller.scrollTop += moved
}
