import { startTransition, useLayoutEffect, useState } from 'react'

import type { View } from './useView'
import { inView, ROOM_WIDTH, sameSpan, type Span } from './viewport'

/** Days and lines come into view in steps, so that the plan is drawn anew once in a while and not with each pixel. */
const DAY_STEP = 7
const DOWN_STEP_PX = 176

/** What is to be drawn. */
export interface Seen {
  days: Span
  /** In pixels, from the top of the plan. */
  down: Span
}

/** Scrolls where the view aims at, and tells what is in view. */
export function useScrolling({ scroller, aim, origin, days, dayWidth }: View): Seen {
  const [seen, setSeen] = useState<Seen>({ days: { first: 0, end: 0 }, down: { first: 0, end: 0 } })

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
        down: inView(scrollTop, clientHeight, 1, Infinity, DOWN_STEP_PX),
      }
      setSeen((before) =>
        sameSpan(before.days, next.days) && sameSpan(before.down, next.down) ? before : next,
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
  }, [scroller, origin, days, dayWidth])
  return seen
}
