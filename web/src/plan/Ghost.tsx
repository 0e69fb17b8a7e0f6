import { type Density, barBox } from './density'
import type { DayNumber } from './days'
import type { Placed } from './drag'
import classes from './Ghost.module.css'
import { rowAt, type Rows } from './rows'
import { ROOM_WIDTH, xOf } from './viewport'

interface Props {
  placed: Placed
  refused: boolean
  /** What is said of the drop, at the one that is dragged. */
  label?: string
  rows: Rows
  density: Density
  origin: DayNumber
  dayWidth: number
}

/** Where a drop would put a stay. */
export function Ghost({ placed: { room, start, end }, refused, label, rows, density, ...days }: Props) {
  const { origin, dayWidth } = days
  const left = ROOM_WIDTH + xOf(start, origin, dayWidth) + 1
  const top = rowAt(rows, room).top + density.gap / 2
  return (
    <div
      className={classes.ghost}
      data-refused={refused || undefined}
      data-testid={label === undefined ? 'along' : 'ghost'}
      style={{
        width: (end - start) * dayWidth - 2,
        height: barBox(density, 0).height + density.gap,
        transform: `translate(${left}px, ${top}px)`,
      }}
    >
      {label !== undefined && <div className={classes.ghostLabel}>{label}</div>}
    </div>
  )
}
