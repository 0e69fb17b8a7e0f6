import { VisuallyHidden } from '@mantine/core'
import { type MouseEvent, useId, useRef } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import { BarCard } from './BarCard'
import { DENSITIES, type DensityName } from './density'
import { idAt } from './elements'
import { DayColumns, DayHeader } from './DayHeader'
import { type Cell, type Drag, dragBooking, dragEmpty, type Placed } from './drag'
import { Ghost } from './Ghost'
import { GroupLine } from './GroupLine'
import type { Group } from './groups'
import { useLabels } from './labels'
import { Blocks } from './loading'
import classes from './Chart.module.css'
import line from './RoomLine.module.css'
import type { PlannedBookings } from './PlannedBookings'
import { RoomLine } from './RoomLine'
import { placeAt, placesIn, rowAt } from './rows'
import { type Drops, useDrag, type Verdict } from './useDrag'
import { overlaps, type PlannedBooking, SHOWN } from './stay'
import { useCard } from './useCard'
import { useKeyboard } from './useKeyboard'
import { usePointerDrag } from './usePointerDrag'
import { useRows } from './useRows'
import { useScrolling } from './useScrolling'
import type { View } from './useView'
import { blocksOf, dayAt, HEADER_HEIGHT, offsetToShow, ROOM_WIDTH, xOf } from './viewport'

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
  mayEdit: boolean
  drops: Drops
  open: (bookingId: string) => void
  cancel: (booking: PlannedBooking) => void
}

/** Rooms down, days across, bookings as bars. Draws what is in view, and loads what is in view and around it. */
export function Chart({
  view,
  groups: shown,
  fold,
  bookings,
  mayEdit,
  drops,
  open,
  cancel,
  ...looks
}: Props) {
  const groups = shown ?? NO_GROUPS
  const density = DENSITIES[looks.density]
  const { t } = useI18n()
  const labels = useLabels()
  const help = useId()
  const plane = useRef<HTMLDivElement>(null)
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
  const keyboard = useKeyboard({ rooms, bookings, control, mayEdit, chosen, reveal })

  const cellAt = (x: number, y: number): Cell => {
    const box = plane.current?.getBoundingClientRect() ?? { left: 0, top: 0 }
    return {
      room: placeAt(rows, y - box.top),
      night: dayAt(x - box.left - ROOM_WIDTH, origin, dayWidth),
    }
  }
  const grip = (target: Element, cell: Cell): Drag | undefined => {
    if (!mayEdit || isBeside(target)) return undefined
    const id = idAt(target)
    if (!id) return rooms[cell.room] && dragEmpty(cell)
    const booking = bookings.get(id)
    const end = target.closest('[data-grip]')?.getAttribute('data-grip')
    const room = rooms.findIndex((each) => each.id === booking?.roomId)
    return booking && dragBooking(end === 'start' || end === 'end' ? end : 'move', booking, cell, room)
  }
  const onPointerDown = usePointerDrag({ scroller, control, cellAt, grip })

  const onClick = ({ target, clientX, clientY }: MouseEvent) => {
    const id = idAt(target as Element)
    if (id) open(id)
    else beginAt(target as Element, cellAt(clientX, clientY))
  }
  /** A click on a night that nobody has begins a booking of it. */
  const beginAt = (target: Element, { room: place, night }: Cell) => {
    const room = rooms[place]
    if (!mayEdit || !room || isBeside(target)) return
    const stay = { roomId: room.id, start: night, end: night + 1 }
    if (!bookings.room(room.id).some((other) => overlaps(other, stay))) drops.create(stay)
  }

  const card = useCard(scroller)
  const carded = card.shown && !verdict ? bookings.get(card.shown.id) : undefined

  const blocks = blocksOf(seen.days, MARGIN_DAYS)
  const aside = blocksOf({ first: chosen, end: chosen + 1 }, 0).filter((block) => !blocks.includes(block))
  const width = ROOM_WIDTH + days * dayWidth
  const drawn = placesIn(rows, seen.down)
  const stopPlace = rooms.findIndex(({ id }) => id === stopRoom(keyboard.stop, bookings))
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
          {/* Before the rooms, so that Tab comes from a bar to its card. */}
          {groups.map((group, place) => {
            const { top, height } = rowAt({ ...rows, rooms: rows.groups }, place)
            return top < seen.down.end && top + height > seen.down.first ? (
              <GroupLine
                key={group.type}
                firstDay={seen.days.first}
                endDay={seen.days.end}
                {...{ group, fold, top, height, bookings, origin, dayWidth, chosen, labels }}
              />
            ) : null
          })}
          {rooms.map((room, place) =>
            (place >= drawn.first && place < drawn.end) || place === stopPlace ? (
              <RoomLine
                key={room.id}
                firstDay={seen.days.first}
                endDay={seen.days.end}
                movable={mayEdit}
                stop={keyboard.stop}
                {...rowAt(rows, place)}
                {...{ room, density, bookings, origin, dayWidth, today, labels }}
              />
            ) : null,
          )}
          {verdict && <Ghost {...{ verdict, rows, density, origin, dayWidth, labels }} />}
        </div>
      </div>
      {carded && card.shown && SHOWN.includes(carded.row.status) && (
        <BarCard
          key={card.shown.id}
          booking={carded}
          place={card.shown.place}
          handlers={card.card}
          close={card.close}
          {...{ today, mayEdit, open, cancel }}
        />
      )}
      <VisuallyHidden>
        <span id={help}>{t(mayEdit ? 'plan.help' : 'plan.help.viewer')}</span>
        <span aria-live="assertive">{verdict && spoken(verdict)}</span>
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

/** Whether it is no place for a booking: the name of a room, or of a type of rooms. */
function isBeside(target: Element): boolean {
  return target.closest(`.${line.room}, [data-group]`) !== null
}

/** The room where the bar that has the keyboard is shown. */
function stopRoom(stop: { id: string } | undefined, bookings: PlannedBookings): string | undefined {
  return stop && bookings.get(stop.id)?.roomId
}
