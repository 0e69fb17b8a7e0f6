import { startTransition, useLayoutEffect, useState } from 'react'

import type { View } from './useView'
import { inView, ROOM_WIDTH, ROW_HEIGHT, sameSpan, type Span } from './viewport'

/** Days and rooms come into view in steps, so that the plan is drawn anew once in a while and not with each pixel. */
const DAY_STEP = 7
const ROOM_STEP = 4

/** What is to be drawn. */
export interface Seen {
  days: Span
  /** By their places. */
  rooms: Span
}

/** Scrolls where the view aims at, and tells what is in view. */
export function useScrolling({ scroller, aim, origin, days, dayWidth }: View, roomCount: number): Seen {
  const [seen, setSeen] = useState<Seen>({ days: { first: 0, end: 0 }, rooms: { first: 0, end: 0 } })

  useLayoutEffect(() => {
    scroller.current?.scrollTo({ left: (aim.day - origin) * dayWidth })
  }, [scroller, aim, origin, dayWidth])

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => {
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = element
      const inDays = inView(scrollLeft, clientWidth - ROOM_WIDTH, dayWidth, days, DAY_STEP)
      const next = {
        days: { first: origin + inDays.first, end: origin + inDays.end },
        rooms: inView(scrollTop, clientHeight, ROW_HEIGHT, roomCount, ROOM_STEP),
      }
      setSeen((before) =>
        sameSpan(before.days, next.days) && sameSpan(before.rooms, next.rooms) ? before : next,
      )
    }
    // Nothing is shown before this is known.
    look()
    // The margin of a step is time enough to draw in slices, so that the next frame of scrolling never waits.
    const lookOn = () => startTransition(look)
    const sizes = new ResizeObserver(lookOn)
    sizes.observe(element)
    element.addEventListener('scroll', lookOn, { passive: true })
    return () => {
      sizes.disconnect()
      element.removeEventListener('scroll', lookOn)
    }
  }, [scroller, origin, days, dayWidth, roomCount])
  return seen
}
