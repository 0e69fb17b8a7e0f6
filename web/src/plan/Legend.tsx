import { Group } from '@mantine/core'

import { DUES } from './due'
import classes from './due.module.css'
import { DueIcon } from './DueIcon'
import { useLabels } from './labels'

/** What the colours and signs of the bars mean. */
export function Legend() {
  const labels = useLabels()
  return (
    <Group gap={4} mt="xs" visibleFrom="sm">
      {DUES.map((due) => (
        <span key={due} className={[classes.due, classes.chip].join(' ')} data-due={due}>
          <DueIcon due={due} />
          {labels.due(due)}
        </span>
      ))}
    </Group>
  )
}
