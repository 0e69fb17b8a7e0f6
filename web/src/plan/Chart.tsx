import { VisuallyHidden } from '@mantine/core'
import { useId } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { BarCard } from './BarCard'
import classes from './Chart.module.css'
import { DayColumns, DayHeader } from './DayHeader'
import { DENSITIES, type DensityName } from './density'
import type { Placed } from './drag'
import { Ghosts } from './Ghosts'
import type { Group } from './groups'
import { useLabels } from './labels'
import { Lines } from './Lines'
import { Blocks } from './loading'
import type { PlannedBookings } from './PlannedBookings'
import { rowAt } from './rows'
import { type PlannedBooking, SHOWN } from './stay'
import { useCard } from './useCard'
import { type Drops, useDrag, type Verdict } from './useDrag'
import { useEscape } from './useEscape'
import { useKeyboard } from './useKeyboard'
import { usePlane } from './usePlane'
import { useRows } from './useRows'
import { useScrolling } from './useScrolling'
import { MOST_SELECTED, type Selection } from './useSelection'
import type { View } from './useView'
import { blocksOf, HEADER_HEIGHT, offsetToShow, ROOM_WIDTH, xOf } from './viewport'

/** Days before and after what is in view whose bookings are loaded ahead. */
const MARGIN_DAYS = 14

const NO_GROUPS: readonly Group<RoomRowFragment>[] = []

interface Props {
  view: View
  /** The rooms that are shown: filtered, by type and name. None before they are read. */
  groups: readonly Group<RoomRowFragment>[] | undefined
  fold: (type: string) => void
  density: DensityName
  bookings: PlannedBookings
  selection: Selection
  mayEdit: boolean
  drops: Drops
  open: (bookingId: string) => void
  cancel: (booking: PlannedBooking) => void
}

/** Rooms down, days across, bookings as bars. Draws what is in view, and loads what is in view and around it. */
export function Chart({ view, groups: shown, bookings, selection, mayEdit, drops, open, ...rest }: Props) {
  const groups = shown ?? NO_GROUPS
  const density = DENSITIES[rest.density]
  const { t } = useI18n()
  const labels = useLabels()
  const help = useId()
  const { scroller, origin, days, dayWidth, zoom, today, chosen, choose } = view
  const seen = useScrolling(view)
  const { rooms, rows } = useRows({ scroller, groups, bookings, density, days: seen.days })
  const control = useDrag(rooms, bookings, drops)
  const { verdict } = control

  const reveal = ({ room, start, end }: Placed) => {
    const element = scroller.current
    if (!element) return
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = element
    const left = xOf(start, origin, dayWidth)
    const across = { first: left - dayWidth, end: left + (end - start + 1) * dayWidth }
    const { top, height } = rowAt(rows, room)
    const down = { first: top, end: top + height }
    element.scrollTo({
      left: offsetToShow(across, scrollLeft, clientWidth - ROOM_WIDTH),
      top: offsetToShow(down, scrollTop, clientHeight - HEADER_HEIGHT),
    })
  }
  const { plane, onPointerDown, onClick, select, alongWith } = usePlane({
    ...{ view, rooms, rows, bookings, selection, control, mayEdit, drops, open },
  })
  const keyboard = useKeyboard({ rooms, bookings, control, mayEdit, select, alongWith, chosen, reveal })
  const selecting = selection.choosing || selection.bookings.length > 0
  useEscape(selecting && !verdict, selection.clear)

  const card = useCard(scroller)
  const carded = card.shown && !verdict && !selecting ? bookings.get(card.shown.id) : undefined

  const blocks = blocksOf(seen.days, MARGIN_DAYS)
  const aside = blocksOf({ first: chosen, end: chosen + 1 }, 0).filter((block) => !blocks.includes(block))
  const width = ROOM_WIDTH + days * dayWidth
  return (
    <>
      {seen.days.end > 0 && <Blocks bookings={bookings} blocks={[...blocks, ...aside]} />}
      {/* Screen readers have to pass the keys on. The bars in it are buttons. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller}
        className={classes.scroller}
        role="application"
        aria-label={t('nav.plan')}
        aria-describedby={help}
        // The keyboard begins here, and scrolls it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-dragging={verdict ? true : undefined}
        onKeyDown={keyboard.onKeyDown}
        onKeyUp={keyboard.onKeyUp}
        onFocus={(event) => keyboard.onFocus(event.target)}
        onBlur={(event) => keyboard.onBlur(event.target)}
        {...card.plan}
      >
        <DayHeader
          firstDay={seen.days.first}
          endDay={seen.days.end}
          {...{ origin, width, zoom, today, chosen, choose, labels }}
          corner={
            shown
              ? t('plan.rooms', { count: shown.reduce((count, { rooms: of }) => count + of.length, 0) })
              : ''
          }
        />
        {/* The bars are buttons: what is heard here are their clicks, and where a drag begins. */}
        {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
        <div
          ref={plane}
          className={classes.plane}
          style={{ width, height: rows.height }}
          onPointerDown={onPointerDown}
          onClick={onClick}
        >
          <DayColumns firstDay={seen.days.first} endDay={seen.days.end} {...{ origin, dayWidth, today }} />
          <Lines
            {...{ view, seen, groups, rooms, rows, density, bookings, labels }}
            fold={rest.fold}
            movable={mayEdit}
            isSelected={selection.has}
            stop={keyboard.stop}
          />
          {verdict && <Ghosts {...{ verdict, rows, density, origin, dayWidth, labels }} />}
        </div>
      </div>
      {carded && card.shown && SHOWN.includes(carded.row.status) && (
        <BarCard
          key={card.shown.id}
          booking={carded}
          place={card.shown.place}
          handlers={card.card}
          close={card.close}
          cancel={rest.cancel}
          {...{ today, mayEdit, open }}
        />
      )}
      <VisuallyHidden>
        <span id={help}>{t(mayEdit ? 'plan.help' : 'plan.help.viewer')}</span>
        <span aria-live="assertive">{verdict && spoken(verdict)}</span>
        <span aria-live="polite">
          {selecting && t('plan.selection.count', { count: selection.bookings.length, most: MOST_SELECTED })}
        </span>
      </VisuallyHidden>
    </>
  )

  function spoken({ drag, room, blockers }: Verdict): string {
    const where = `${room?.name ?? ''}, ${labels.nights(drag.to)}`
    const [first] = blockers
    return first
      ? `${where}. ${t('plan.taken', { what: first.row.reference, guest: first.row.guest.name })}`
      : `${where}. ${t('plan.free')}`
  }
}
