import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useId } from 'react'

import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import { clustersOf, entriesOf, isDecided, mergedOf } from '@frontdesk/client'
import { ConflictCluster } from './ConflictCluster'
import classes from './EditedField.module.css'
import type { Wording } from './FormContext'
import type { Side } from '@frontdesk/client'
import type { VersionedForm } from './useVersionedForm'

interface Props<Field extends string> {
  form: VersionedForm<Field>
  wording: Wording<Field>
  /** What collided: "booking B-1042". */
  what: string
  /** Where it is asked without a form: what leaves all as it is, in place of the way back there. */
  alone?: { back: string; zIndex: number }
  saving: boolean
  /** Saves what is chosen. */
  onSave: () => void
}

/** Asks, field by field, what is to become of a save that collided with others'. */
export function ConflictDialog<Field extends string>({
  form,
  wording,
  what,
  alone,
  saving,
  onSave,
}: Props<Field>) {
  const { t } = useI18n()
  const leave = alone?.back ?? t('editing.conflict.back')
  // Of its own: the forms on two tabs have one each, and the closed one would take the other's place in the stack.
  const stackId = useId()
  const { state, dispatch } = form
  const { conflict } = state
  const entries = entriesOf(state)
  const open = entries.filter(({ yours }) => yours !== undefined).map(({ field }) => field)
  const merged = mergedOf(state)
  const names = [...new Set(entries.flatMap(({ author }) => author?.name ?? []))].join(', ')

  const chooseAll = (side: Side) => dispatch({ type: 'choose', fields: open, side })

  return (
    <Modal
      opened={conflict !== undefined}
      onClose={() => dispatch({ type: 'postpone' })}
      title={
        <DialogTitle>
          {t('editing.conflict.title', { name: names || t('editing.somebody'), what })}
        </DialogTitle>
      }
      size={820}
      closeButtonProps={{ 'aria-label': leave }}
      stackId={stackId}
      {...(alone && { zIndex: alone.zIndex })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          if (isDecided(state)) onSave()
        }}
      >
        <Stack>
          <Text size="sm">
            {t(conflict?.again.length ? 'editing.conflict.again' : 'editing.conflict.text')}
          </Text>
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => chooseAll('theirs')}>
              {t('editing.conflict.allTheirs')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => chooseAll('mine')}>
              {t('editing.conflict.allMine')}
            </Button>
          </Group>
          {conflict &&
            clustersOf(state).map((cluster) => (
              <ConflictCluster
                key={cluster.entries.map(({ field }) => field).join()}
                cluster={cluster}
                values={conflict.row.values}
                wording={wording}
                onChoose={(field, side) => dispatch({ type: 'choose', fields: [field], side })}
              />
            ))}
          {merged.length > 0 && (
            <Alert color="teal" variant="light" title={t('editing.conflict.merged')}>
              {conflict &&
                merged.map((field) => (
                  <Text key={field} size="sm" component="div">
                    {wording.label(field)}:{' '}
                    <b>{wording.text(field, conflict.row.values[field], conflict.row.values)}</b>
                  </Text>
                ))}
            </Alert>
          )}
          <div className={classes['bar']}>
            <Group justify="flex-end">
              <Button variant="subtle" onClick={() => dispatch({ type: 'postpone' })}>
                {leave}
              </Button>
              <Button type="submit" disabled={!isDecided(state)} loading={saving}>
                {t('editing.conflict.save')}
              </Button>
            </Group>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
