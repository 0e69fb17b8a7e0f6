import { Alert, Button, CopyButton, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'

import { useI18n } from '@/i18n'

import type { Wording } from './FormContext'
import { editedFields, type FormState, markOf, typedInto } from '@frontdesk/client'

interface Props<Field extends string> {
  state: FormState<Field>
  wording: Wording<Field>
  saving: boolean
  readOnly: boolean
  onDiscard: () => void
  /** What else can be done with the row: at the other end of the bar. */
  children?: ReactNode
  /** What is done next to a row in which nothing is typed: beside Save. */
  next?: ReactNode
  /** The text of the button that saves. */
  saveText?: string
}

/** The foot of a form: how much is not saved yet, and the buttons for it. */
export function SaveBar<Field extends string>({
  state,
  wording,
  saving,
  readOnly,
  onDiscard,
  children,
  next,
  saveText,
}: Props<Field>) {
  const { t } = useI18n()
  const edited = editedFields(state)
  const marked = edited.filter((field) => markOf(state, field))

  if (state.deleted) return <DeletedNote state={state} wording={wording} />
  if (readOnly) {
    return (
      <Text size="sm" c="dimmed">
        {t('editing.readOnly')}
      </Text>
    )
  }
  return (
    <Group justify="space-between">
      <Group gap="sm">{children}</Group>
      <Group gap="sm">
        {marked.length > 0 && (
          <Text size="sm" c="orange">
            {t('editing.marked')}
          </Text>
        )}
        {edited.length > 0 && (
          <Button variant="subtle" color="gray" onClick={onDiscard} disabled={saving}>
            {t('editing.discard')}
          </Button>
        )}
        {edited.length === 0 && next}
        <Button type="submit" loading={saving} disabled={edited.length === 0}>
          {saveText ?? t('editing.save')}
        </Button>
      </Group>
    </Group>
  )
}

/** Nothing can be saved any more; what was typed can still be taken along. */
function DeletedNote<Field extends string>({ state, wording }: Pick<Props<Field>, 'state' | 'wording'>) {
  const { t, moment } = useI18n()
  const { deleted } = state
  const typed = editedFields(state)
    .map((field) => `${wording.label(field)}: ${typedInto(state, field)}`)
    .join('\n')
  const text = deleted?.name
    ? t('editing.deletedBy', { name: deleted.name, at: moment(deleted.at) })
    : t('editing.deleted')
  return (
    <Alert color="red" role="alert" title={text}>
      {typed && (
        <CopyButton value={typed}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" onClick={copy}>
              {t(copied ? 'editing.copied' : 'editing.copy')}
            </Button>
          )}
        </CopyButton>
      )}
    </Alert>
  )
}
