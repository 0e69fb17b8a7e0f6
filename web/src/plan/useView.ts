import { type RefObject, useRef, useState } from 'react'

import { useHotel } from '@/live'

import { type DayNumber, dayNumber, monthStart } from './days'
import { DAYS_AFTER, DAYS_BEFORE, type Zoom, ZOOMS } from './viewport'

/** What is left of a day that the plan goes to. */
const LEAD_DAYS = 2

export interface View {
  scroller: RefObject<HTMLDivElement | null>
  /** The first day that can be scrolled to. */
  origin: DayNumber
  days: number
  dayWidth: number
  /** Which day, or part of one, is to be at the left edge: another object, another time to go there. */
  aim: { readonly day: number }
  zoom: Zoom
  setZoom: (zoom: Zoom) => void
  today: DayNumber
  /** The day whose arrivals and departures are listed. */
  chosen: DayNumber
  choose: (day: DayNumber) => void
  /** Chooses a day and scrolls there. */
  goTo: (day: DayNumber) => void
  /** Scrolls to the beginning of a month before or after what is in view. */
  turn: (months: 1 | -1) => void
}

/** Where the plan is, and how it gets elsewhere. */
export function useView(): View {
  const today = dayNumber(useHotel().today)
  const scroller = useRef<HTMLDivElement>(null)
  // None while the day is the hotel's own: then a page that stays open goes on to the next.
  const [other, setOther] = useState<DayNumber>()
  const chosen = other ?? today
  const choose = (day: DayNumber) => setOther(day === today ? undefined : day)
  const [zoom, setZoomOnly] = useState<Zoom>('medium')
  const [origin, setOrigin] = useState(today - DAYS_BEFORE)
  const [aim, setAim] = useState({ day: today - LEAD_DAYS })
  const dayWidth = ZOOMS[zoom]
  const days = DAYS_BEFORE + DAYS_AFTER

  const leftmost = () => origin + (scroller.current?.scrollLeft ?? 0) / dayWidth
  const show = (day: DayNumber) => {
    if (day - LEAD_DAYS < origin || day + LEAD_DAYS > origin + days) setOrigin(day - DAYS_BEFORE)
    setAim({ day: day - LEAD_DAYS })
  }
  return {
    scroller,
    origin,
    days,
    dayWidth,
    aim,
    zoom,
    setZoom: (next) => {
      setAim({ day: leftmost() })
      setZoomOnly(next)
    },
    today,
    chosen,
    choose,
    goTo: (day) => {
      choose(day)
      show(day)
    },
    turn: (months) => show(monthStart(Math.round(leftmost() + LEAD_DAYS), months)),
  }
}
