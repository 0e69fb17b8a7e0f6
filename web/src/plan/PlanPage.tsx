import { Button, Group } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import { byName } from '@/i18n/names'
import { useRooms } from '@/rooms/useRooms'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { CancelDialog } from './CancelDialog'
import { Chart } from './Chart'
import { isoDate } from './days'
import { DayPanel } from './DayPanel'
import { DoubtDialog, type Doubtful } from './DoubtDialog'
import { useDensity } from './density'
import { doubtsOf } from './doubts'
import { groupsOf, useFolded } from './groups'
import { Legend } from './Legend'
import { useLastPlan, useLiveBookings, useWaitingBookings } from './loading'
import classes from './PlanPage.module.css'
import { PlannedBookings } from './PlannedBookings'
import { RefusalDialog } from './RefusalDialog'
import { type RoomFilter, shownRooms } from './rooms'
import type { PlannedBooking, Stay } from './stay'
import { Toolbar } from './Toolbar'
import { type Refusal, useMove } from './useMove'
import { useView } from './useView'

/** Beside the plan there is room for the day's arrivals and departures. */
const WIDE_ENOUGH = '(min-width: 64em)'

export default function PlanPage() {
  const { t } = useI18n()
  const [, navigate] = useLocation()
  const mayEdit = useMay('DESK')
  const view = useView()
  const [bookings] = useState(() => new PlannedBookings())
  useLiveBookings(bookings)
  useLastPlan(bookings)
  useWaitingBookings(bookings)
  const rooms = useRooms()
  const [filter, setFilter] = useState<RoomFilter>({ text: '', type: null })
  const [density, setDensity] = useDensity()
  const { folded, fold } = useFolded()
  const groups = useMemo(
    // Who looks for a room finds it, whatever is folded.
    () => rooms && groupsOf(shownRooms(rooms, filter), filter.text ? [] : folded),
    [rooms, filter, folded],
  )
  const types = useMemo(
    () => [...new Set(rooms?.map(({ roomType }) => roomType))].filter(Boolean).sort(byName),
    [rooms],
  )
  const wide = useMediaQuery(WIDE_ENOUGH, window.matchMedia(WIDE_ENOUGH).matches)
  const [panel, setPanel] = useState<boolean>()
  const panelShown = panel ?? wide

  const [refusal, setRefusal] = useState<Refusal>()
  const open = (bookingId: string) => {
    setRefusal(undefined)
    navigate(`?booking=${bookingId}`)
  }
  const create = ({ roomId, start, end }: Stay) =>
    navigate(`?new=${roomId}&from=${isoDate(start)}&to=${isoDate(end)}`)
  const move = useMove({ rooms: rooms ?? [], bookings, refuse: setRefusal, open })
  const [cancelling, setCancelling] = useState<PlannedBooking>()
  const [doubtful, setDoubtful] = useState<Doubtful>()
  const moveOrAsk = (booking: PlannedBooking, stay: Stay) => {
    const doubts = doubtsOf(booking, stay, rooms ?? [], view.today)
    if (doubts.length > 0) setDoubtful({ booking, stay, doubts })
    else void move(booking, stay)
  }
  const drops = {
    move: moveOrAsk,
    create,
    refuse: ({ drag, stay, blockers }) => {
      if (!stay) return
      setRefusal({
        booking: drag.booking,
        stay,
        blocking: blockers.map(({ row }) => row),
        freeRooms: undefined,
      })
    },
  } satisfies Parameters<typeof Chart>[0]['drops']

  return (
    <Page
      title={t('nav.plan')}
      actions={
        <Group>
          <Legend />
          {mayEdit && (
            <Button onClick={() => navigate(`?new=&from=${isoDate(view.chosen)}`)}>{t('booking.new')}</Button>
          )}
        </Group>
      }
    >
      <div className={classes.page}>
        <Toolbar
          {...{ view, types, filter, setFilter, density, setDensity }}
          panel={panelShown}
          togglePanel={() => setPanel(!panelShown)}
        />
        {/* There before its rooms are: what is booked is read meanwhile. */}
        <div className={classes.body} aria-busy={!rooms}>
          <Chart
            {...{ view, groups, fold, density, bookings, mayEdit, drops, open }}
            cancel={setCancelling}
          />
          {panelShown && (
            <DayPanel day={view.chosen} today={view.today} {...{ rooms, bookings, mayEdit, open }} />
          )}
        </div>
      </div>
      <RefusalDialog
        refusal={refusal}
        rooms={rooms ?? []}
        close={() => setRefusal(undefined)}
        open={open}
        choose={({ booking }, stay) => {
          setRefusal(undefined)
          if (booking) moveOrAsk(booking, stay)
          else create(stay)
        }}
      />
      <CancelDialog booking={cancelling} close={() => setCancelling(undefined)} />
      <DoubtDialog
        doubtful={doubtful}
        close={() => setDoubtful(undefined)}
        move={({ booking, stay }) => {
          setDoubtful(undefined)
          void move(booking, stay)
        }}
      />
    </Page>
  )
}
