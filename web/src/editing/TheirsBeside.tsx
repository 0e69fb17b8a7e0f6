import { Button, Group, Text } from '@mantine/core'

import { useI18n } from '@/i18n'

import classes from './EditedField.module.css'
import { useForm } from './FormContext'
import type { Mark } from '@frontdesk/client'

interface Props {
  id: string
  field: string
  mark: Mark<string>
}

/** What others made of an edited field, or of what it depends on, and the two ways to go on. */
export function TheirsBeside({ id, field, mark }: Props) {
  const { t, moment } = useI18n()
  const { wording, state, decide } = useForm()
  const name = mark.author?.name ?? t('editing.somebody')
  const { values } = state.current
  const direct = mark.changed.includes(field)

  return (
    <div
      id={id}
      role="group"
      aria-label={t('editing.theirs', { field: wording.label(field) })}
      className={classes['theirs']}
    >
      <Text size="sm" component="div">
        {direct ? (
          <>
            {t('editing.changedTo', { name })} <b>{wording.text(field, mark.theirs, values)}</b>
          </>
        ) : (
          <>
            {t('editing.changedAround', { name })}{' '}
            {mark.changed.map((member, index) => (
              <span key={member}>
                {index > 0 && ', '}
                {wording.label(member)} <b>{wording.text(member, values[member] ?? null, values)}</b>
              </span>
            ))}
          </>
        )}
      </Text>
      {mark.author && (
        <Text size="xs" c="dimmed">
          {moment(mark.author.at)}
        </Text>
      )}
      <Group gap="xs" mt={6}>
        <Button size="compact-xs" variant="default" onClick={() => decide(field, 'theirs')}>
          {t(direct ? 'editing.takeTheirs' : 'editing.dropMine')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => decide(field, 'mine')}>
          {t('editing.keepMine')}
        </Button>
      </Group>
    </div>
  )
}
