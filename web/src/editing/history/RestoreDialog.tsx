import { Alert, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'

import type { InvalidRule } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { DialogTitle } from '@/ui/DialogTitle'

import type { Answer } from '../answer'
import classes from '../EditedField.module.css'
import type { Wording } from '../FormContext'
import { type ByField, isSame, type FormNoun, type Request, type Row, type Values } from '@frontdesk/client'
import { refusalText, ruleText } from '../problems'

interface Target<Field extends string> {
  version: number
  values: Values<Field>
}

/** Which fields of an older version can't be had back, and by which rule, where these are wanted together. */
export type Refusing<Field extends string> = (
  now: Values<Field>,
  target: Values<Field>,
  wanted: readonly Field[],
) => ByField<InvalidRule>

interface Props<Field extends string> {
  noun: FormNoun<Field>
  current: Row<Field>
  /** The version to go back to. */
  target: Target<Field> | undefined
  wording: Wording<Field>
  /** Refuses what is stale: the list of what will change is then another. */
  write: (request: Request<Field>) => Promise<Answer<Field>>
  onClose: () => void
  refusing: Refusing<Field> | undefined
}

/** Lists what going back to a version will change, and does it. */
export function RestoreDialog<Field extends string>({ target, onClose, ...props }: Props<Field>) {
  const { t } = useI18n()
  return (
    <Modal
      opened={target !== undefined}
      onClose={onClose}
      title={<DialogTitle>{t('history.restore.title', { version: target?.version ?? 0 })}</DialogTitle>}
      size="lg"
      stackId="restore"
      closeButtonProps={{ 'aria-label': t('editing.close') }}
    >
      {target && <Restoring target={target} onClose={onClose} {...props} />}
    </Modal>
  )
}

type RestoringProps<Field extends string> = Props<Field> & { target: Target<Field> }

function Restoring<Field extends string>({
  noun,
  current: newest,
  target,
  wording,
  write,
  onClose,
  refusing,
}: RestoringProps<Field>) {
  const { t } = useI18n()
  // What the reader is asked about stays as it is until they are told that it is another.
  const [current, setCurrent] = useState(newest)
  const [left, setLeft] = useState<readonly Field[]>([])
  const [problem, setProblem] = useState<string>()
  const [saving, setSaving] = useState(false)
  const differing = noun.fields.filter(
    (field) => !isSame(noun, field, target.values[field], current.values[field]),
  )
  const wanted = differing.filter((field) => !left.includes(field))
  const refused = refusing?.(current.values, target.values, wanted) ?? {}
  const chosen = wanted.filter((field) => !refused[field])

  const restore = async () => {
    setSaving(true)
    setProblem(undefined)
    const patch = Object.fromEntries(
      chosen.map((field) => [field, target.values[field]]),
    ) as Request<Field>['patch']
    const answer = await write({ expectedVersion: current.version, patch })
    setSaving(false)
    switch (answer.kind) {
      case 'saved':
        notifications.show({ message: t('history.restored', { version: target.version }) })
        onClose()
        return
      case 'conflict':
        setCurrent(answer.row)
        setProblem(t('history.restore.changed'))
        return
      case 'deleted':
        setProblem(t('editing.deleted'))
        return
      case 'failed':
        setProblem(t('session.failed'))
        return
      case 'invalid':
        setProblem(
          answer.problems
            .map((problem) => `${wording.label(problem.field as Field)}: ${ruleText(problem, t)}`)
            .join('; '),
        )
        return
      case 'problem':
        setProblem(refusalText(answer.problem, t))
    }
  }

  const notRestored = (field: Field) => {
    const rule = refused[field]
    return rule && t('history.restore.not', { why: ruleText({ field, rule }, t) })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        if (chosen.length > 0) void restore()
      }}
    >
      <Stack>
        <Text size="sm">{t(differing.length > 0 ? 'history.restore.text' : 'history.restore.same')}</Text>
        {differing.map((field) => (
          <Checkbox
            key={field}
            checked={chosen.includes(field)}
            disabled={refused[field] !== undefined}
            description={notRestored(field)}
            onChange={({ currentTarget: { checked } }) =>
              setLeft((now) => (checked ? now.filter((other) => other !== field) : [...now, field]))
            }
            label={
              <>
                {wording.label(field)}:{' '}
                <del>{wording.text(field, current.values[field], current.values)}</del> →{' '}
                <b>{wording.text(field, target.values[field], target.values)}</b>
              </>
            }
          />
        ))}
        <div className={classes['bar']}>
          {problem !== undefined && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('editing.cancel')}
            </Button>
            <Button type="submit" data-autofocus loading={saving} disabled={chosen.length === 0}>
              {t('history.restore')}
            </Button>
          </Group>
        </div>
      </Stack>
    </form>
  )
}
