import { useI18n } from '@/i18n'

import type { DayNumber } from './days'
import type { Density } from './density'
import { Ghost } from './Ghost'
import type { Labels } from './labels'
import type { Rows } from './rows'
import type { Verdict } from './useDrag'

interface Props {
  verdict: Verdict
  rows: Rows
  density: Density
  origin: DayNumber
  dayWidth: number
  labels: Labels
}

/** Where a drop would put what is dragged, and who stands in its way. */
export function Ghosts({ verdict, labels, ...plan }: Props) {
  const { t } = useI18n()
  const { drag, room, others, blockers } = verdict
  const { start, end } = drag.to
  const outside = others.find(({ stay }) => !stay)
  const refused = blockers.length > 0 || !room || outside !== undefined
  const said = () => {
    if (blockers[0]) {
      const { reference: what, guest } = blockers[0].row
      return t('plan.taken', { what, guest: guest.name })
    }
    if (outside) return t('plan.group.outside', { what: outside.booking.row.reference })
    return `${room?.name ?? ''} · ${labels.nights(drag.to)} · ${t('plan.nights', { count: end - start })}`
  }
  return (
    <>
      {others.map(({ booking, placed }) => (
        <Ghost key={booking.row.id} placed={placed} refused={refused} {...plan} />
      ))}
      <Ghost placed={drag.to} refused={refused} label={said()} {...plan} />
    </>
  )
}
