import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'

import { useI18n } from '@/i18n'
import { byName } from '@/i18n/names'
import { useRooms } from '@/rooms/useRooms'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { Actions } from './Actions'
import { CancelDialog } from './CancelDialog'
import { Chart } from './Chart'
import { isoDate } from './days'
import { DayPanel } from './DayPanel'
import { DoubtDialog } from './DoubtDialog'
import { useDensity } from './density'
import { groupsOf, useFolded } from './groups'
import { Legend } from './Legend'
import { useLastPlan, useLiveBookings, useWaitingBookings } from './loading'
import classes from './PlanPage.module.css'
import { PlannedBookings } from './PlannedBookings'
import { RefusalDialog } from './RefusalDialog'
import { type RoomFilter, shownRooms } from './rooms'
import type { PlannedBooking, Stay } from './stay'
import { SelectionBar } from './SelectionBar'
import { Toolbar } from './Toolbar'
import { useDrops } from './useDrops'
import { useSelection } from './useSelection'
import { useView } from './useView'

/** Beside the plan there is room for the day's arrivals and departures. */
const WIDE_ENOUGH = '(min-width: 64.01em)'
/** On a phone there is room for one of the two, and the day comes first. */
const NARROW = '(max-width: 36em)'

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
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches)
  const panelShown = panel ?? (wide || narrow)
  const dayAlone = narrow && panelShown

  const open = (bookingId: string) => navigate(`?booking=${bookingId}`)
  const create = ({ roomId, start, end }: Stay) =>
    navigate(`?new=${roomId}&from=${isoDate(start)}&to=${isoDate(end)}`)
  const dropping = useDrops({ rooms: rooms ?? [], bookings, today: view.today, create, open })
  const { drops, refusal, endRefusal } = dropping
  const selection = useSelection(bookings)
  const [cancelling, setCancelling] = useState<PlannedBooking>()

  return (
    <Page
      title={t('nav.plan')}
      actions={
        selection.bookings.length > 0 ? (
          <SelectionBar selection={selection} today={view.today} change={dropping.change} />
        ) : (
          <Actions
            view={view}
            panel={panelShown}
            narrow={narrow}
            togglePanel={() => setPanel(!panelShown)}
            begin={mayEdit ? () => navigate(`?new=&from=${isoDate(view.chosen)}`) : undefined}
          />
        )
      }
    >
      <div className={classes.page}>
        <Toolbar
          {...{ view, types, filter, setFilter, density, setDensity, dayAlone }}
          selection={mayEdit ? selection : undefined}
        />
        {/* There before its rooms are: what is booked is read meanwhile. */}
        <div className={classes.body} aria-busy={!rooms} data-day-alone={dayAlone || undefined}>
          <Chart
            {...{ view, groups, fold, density, bookings, selection, mayEdit, drops, open }}
            cancel={setCancelling}
          />
          {panelShown && (
            <DayPanel
              day={view.chosen}
              today={view.today}
              inHouse={narrow}
              {...{ rooms, bookings, mayEdit, open }}
            />
          )}
        </div>
        <Legend />
      </div>
      <RefusalDialog
        refusal={refusal}
        rooms={rooms ?? []}
        close={endRefusal}
        open={(bookingId) => {
          endRefusal()
          open(bookingId)
        }}
        choose={({ booking }, stay) => {
          endRefusal()
          if (booking) drops.move([{ booking, stay }])
          else create(stay)
        }}
      />
      <CancelDialog booking={cancelling} close={() => setCancelling(undefined)} />
      <DoubtDialog doubtful={dropping.doubtful} close={dropping.endDoubt} move={dropping.carryOut} />
    </Page>
  )
}
