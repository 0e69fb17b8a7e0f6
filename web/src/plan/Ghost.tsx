import { useI18n } from '@/i18n'

import type { DayNumber } from './days'
import type { Labels } from './labels'
import classes from './Ghost.module.css'
import { barBox, type Density } from './density'
import { rowAt, type Rows } from './rows'
import type { Verdict } from './useDrag'
import { ROOM_WIDTH, xOf } from './viewport'

interface Props {
  verdict: Verdict
  rows: Rows
  density: Density
  origin: DayNumber
  dayWidth: number
  labels: Labels
}

/** Where a drop would put the stay, and who stands in its way. */
export function Ghost({ verdict: { drag, room, blockers }, rows, density, origin, dayWidth, labels }: Props) {
  const { t } = useI18n()
  const { start, end, room: place } = drag.to
  const refused = blockers.length > 0 || !room
  return (
    <div
      className={classes.ghost}
      data-refused={refused || undefined}
      data-testid="ghost"
      style={{
        width: (end - start) * dayWidth - 2,
        height: barBox(density, 0).height + density.gap,
        transform: `translate(${ROOM_WIDTH + xOf(start, origin, dayWidth) + 1}px, ${rowAt(rows, place).top + density.gap / 2}px)`,
      }}
    >
      <div className={classes.ghostLabel}>
        {blockers[0]
          ? t('plan.taken', { what: blockers[0].row.reference, guest: blockers[0].row.guest.name })
          : `${room?.name ?? ''} · ${labels.nights(drag.to)} · ${t('plan.nights', { count: end - start })}`}
      </div>
    </div>
  )
}
