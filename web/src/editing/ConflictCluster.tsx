import { Badge, Group, Paper, Radio, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

import { useI18n } from '@/i18n'

import classes from './ConflictDialog.module.css'
import type { Cluster, Entry } from '@frontdesk/client'
import type { Wording } from './FormContext'
import type { Side, Value, Values } from '@frontdesk/client'

interface Props<Field extends string> {
  cluster: Cluster<Field>
  /** The row that the choice is made on. */
  values: Values<Field>
  wording: Wording<Field>
  onChoose: (field: Field, side: Side) => void
}

/** Fields that are decided together, each with base, yours and theirs. */
export function ConflictCluster<Field extends string>({ cluster, values, wording, onChoose }: Props<Field>) {
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="md">
        {cluster.groups.map((group) => (
          <Text key={group.join()} size="sm" c="dimmed">
            {wording.together(group)}
          </Text>
        ))}
        {cluster.entries.map((entry) => (
          <ConflictField
            key={entry.field}
            entry={entry}
            label={wording.label(entry.field)}
            text={(value) => wording.text(entry.field, value, values)}
            onChoose={(side) => onChoose(entry.field, side)}
          />
        ))}
      </Stack>
    </Paper>
  )
}

interface FieldProps {
  entry: Entry<string>
  label: string
  text: (value: Value) => ReactNode
  onChoose: (side: Side) => void
}

function ConflictField({ entry, label, text, onChoose }: FieldProps) {
  const { t, moment } = useI18n()
  const { author } = entry
  const theirs = author?.name ?? t('editing.conflict.theirs')

  const said = (
    <Group gap="xs" mb={6} component="span">
      {label}
      {entry.again && (
        <Badge size="sm" color="orange" variant="light">
          {t('editing.conflict.new')}
        </Badge>
      )}
    </Group>
  )
  const now = (
    <>
      <Text size="xs" c="dimmed" component="div">
        {author ? `${theirs} · ${moment(author.at)}` : t('editing.conflict.now')}
      </Text>
      <div className={classes['value']}>{text(entry.theirs)}</div>
    </>
  )
  const before = (
    <div className={classes['before']}>
      <Text size="xs" c="dimmed" component="div">
        {t('editing.conflict.base')}
      </Text>
      <div className={classes['value']}>{text(entry.base)}</div>
    </div>
  )

  if (entry.yours === undefined) {
    return (
      <div role="group" aria-label={label} data-conflict={entry.field}>
        <Text size="sm" fw={500} component="div">
          {said}
        </Text>
        <div className={classes['columns']}>
          {before}
          <div className={classes['settled']}>{t('editing.conflict.untouched')}</div>
          <div className={classes['settled']}>{now}</div>
        </div>
      </div>
    )
  }
  return (
    <Radio.Group
      label={said}
      value={entry.choice ?? null}
      onChange={(side) => onChoose(side)}
      data-conflict={entry.field}
    >
      <div className={classes['columns']}>
        {before}
        <Radio.Card value="mine" className={classes['choice']} aria-label={t('editing.conflict.useMine')}>
          <Choice>
            <Text size="xs" c="dimmed" component="div">
              {t('editing.conflict.yours')}
            </Text>
            <div className={classes['value']}>{text(entry.yours)}</div>
          </Choice>
        </Radio.Card>
        <Radio.Card
          value="theirs"
          className={classes['choice']}
          aria-label={t('editing.conflict.keepTheirs')}
        >
          <Choice>{now}</Choice>
        </Radio.Card>
      </div>
    </Radio.Group>
  )
}

function Choice({ children }: { children: ReactNode }) {
  return (
    <Group wrap="nowrap" align="flex-start" gap="sm">
      <Radio.Indicator mt={2} />
      <div>{children}</div>
    </Group>
  )
}
