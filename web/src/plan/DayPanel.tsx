import { Badge, Group, Text, Title, UnstyledButton } from '@mantine/core'
import { useId, useMemo, useSyncExternalStore } from 'react'

import type { BookingStatus, RoomRowFragment } from '@/gql/graphql'
import { stepOf } from '@/bookings/step'
import { StepButton } from '@/bookings/StepButton'
import { useI18n } from '@/i18n'
import { byName } from '@/i18n/names'

import { type DayNumber, isoDate } from './days'
import { dueOf, isUrgent } from './due'
import dues from './due.module.css'
import { DueIcon } from './DueIcon'
import { useLabels } from './labels'
import classes from './DayPanel.module.css'
import type { PlannedBookings } from './PlannedBookings'
import { holdsRoom, isOverdue, type PlannedBooking } from './stay'

interface Props {
  day: DayNumber
  today: DayNumber
  /** All rooms of the hotel, whichever the plan shows. None before they are read. */
  rooms: readonly RoomRowFragment[] | undefined
  bookings: PlannedBookings
  mayEdit: boolean
  /** Whether who stays is listed, too: where the plan does not show it. */
  inHouse: boolean
  open: (bookingId: string) => void
}

/**
 * Who comes and who leaves on a day, and how full the house is in the night after it. On the hotel's own day also who
 * should have come before.
 */
export function DayPanel({ day, today, rooms, bookings, mayEdit, inHouse, open }: Props) {
  const { t } = useI18n()
  const labels = useLabels()
  const revision = useSyncExternalStore(
    (changed) => bookings.onAny(changed),
    () => bookings.revision,
  )
  const { overdue, arrivals, departures, staying, taken } = useMemo(
    () => dayOf(day, today, bookings, revision),
    [day, today, bookings, revision],
  )
  const names = useMemo(() => new Map(rooms?.map(({ id, name }) => [id, name])), [rooms])
  return (
    <aside className={classes.panel} aria-label={t('plan.panel')}>
      <Title order={2} size="h5">
        {labels.full(day)}
      </Title>
      {rooms && (
        <>
          <Text size="sm" className={classes.muted} mb="md">
            {t('plan.occupied', { taken, rooms: rooms.length })}
          </Text>
          {overdue.length > 0 && (
            <Stays
              title={t('plan.overdue.arrivals')}
              {...{ bars: overdue, names, today, open }}
              steps={mayEdit ? COMING : NONE}
            />
          )}
          <Stays
            title={t('plan.arrivals')}
            none={t('plan.arrivals.none')}
            {...{ bars: arrivals, names, today, open }}
            steps={mayEdit ? COMING : NONE}
          />
          <Stays
            title={t('plan.departures')}
            none={t('plan.departures.none')}
            {...{ bars: departures, names, today, open }}
            steps={mayEdit ? LEAVING : NONE}
          />
          {inHouse && (
            <Stays
              title={t('paper.house')}
              none={t('paper.house.none')}
              {...{ bars: staying, names, today, open }}
              steps={NONE}
            />
          )}
        </>
      )}
    </aside>
  )
}

/** Which steps are offered where: who has just come is not sent away by the next click. */
const NONE: readonly BookingStatus[] = []
const COMING: readonly BookingStatus[] = ['CONFIRMED', 'CHECKED_IN']
const LEAVING: readonly BookingStatus[] = ['CHECKED_OUT']

interface StaysProps {
  title: string
  none?: string
  bars: readonly PlannedBooking[]
  names: ReadonlyMap<string, string>
  today: DayNumber
  steps: readonly BookingStatus[]
  open: (bookingId: string) => void
}

function Stays({ title, none, bars, names, today, steps, open }: StaysProps) {
  const { t } = useI18n()
  const labels = useLabels()
  const heading = useId()
  const name = ({ roomId }: PlannedBooking) => names.get(roomId) ?? ''
  const byRoom = [...bars].sort((a, b) => byName(name(a), name(b)))
  return (
    <section aria-labelledby={heading} className={classes.stays}>
      <Group gap="xs" mb={4}>
        <Title order={3} size="h6" id={heading}>
          {title}
        </Title>
        <Badge variant="light" size="sm" circle={bars.length < 10}>
          {bars.length}
        </Badge>
      </Group>
      {!bars.length && none && (
        <Text size="sm" className={classes.muted}>
          {none}
        </Text>
      )}
      {byRoom.map((bar) => {
        const { row, roomId } = bar
        const overdue = isOverdue(bar, today)
        const due = dueOf(bar, today)
        const next = stepOf(row, isoDate(today))
        // Its button says how far the stay is; there is no room for the sign as well.
        const offered = next && steps.includes(next.to) ? next : undefined
        return (
          <div key={row.id} className={classes.row}>
            <UnstyledButton className={classes.stay} onClick={() => open(row.id)}>
              <span className={classes.stayRoom}>{names.get(roomId)}</span>
              <span className={classes.stayGuest}>
                {row.guest.name}
                {overdue && (
                  <span className={classes.stayDay}>
                    {t('plan.overdue.expected', { day: labels.short(bar.start) })}
                  </span>
                )}
              </span>
              {!offered && due && (
                <span
                  className={[dues.due, dues.sign].join(' ')}
                  data-due={due}
                  title={isUrgent(due) ? labels.due(due) : labels.status(row.status)}
                >
                  <DueIcon due={due} />
                </span>
              )}
            </UnstyledButton>
            {offered && <StepButton size="compact-xs" booking={row} step={offered} />}
          </div>
        )
      })}
    </section>
  )
}

/** What happens on a day. `revision` stands for what the bookings are at the time. */
function dayOf(day: DayNumber, today: DayNumber, bookings: PlannedBookings, revision: number) {
  const arrivals: PlannedBooking[] = []
  const departures: PlannedBooking[] = []
  const staying: PlannedBooking[] = []
  const taken = new Set<string>()
  for (const bar of revision > 0 ? bookings.on(day) : []) {
    if (bar.start === day) arrivals.push(bar)
    if (bar.end === day) departures.push(bar)
    if (bar.end > day && bar.row.status === 'CHECKED_IN') staying.push(bar)
    if (bar.end > day && holdsRoom(bar.row.status)) taken.add(bar.roomId)
  }
  const overdue = day === today ? bookings.overdue(today) : []
  return { overdue, arrivals, departures, staying, taken: taken.size }
}
