import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type Entry, isOpenQuestion } from '@frontdesk/client/queue'
import { useConnectionState } from '@frontdesk/client/react'
import type { ReactNode } from 'react'

import { type Ending, useVersionedForm, type Value, valuesBy, type Values, valuesOf } from '@/editing'
import { useI18n } from '@/i18n'
import { type Creation, isHeld, type NewRow, useEntries, useOutbox, type Why } from '@/outbox'
import { useMay, useSession } from '@/session/context'

import { sendable } from './fields'
import { type DescribedNoun, draftOf, type NounRow } from './noun'
import { NounForm, type Particulars } from './NounForm'
import { stateText } from './standing'
import { useCalledNew } from './useCalledNew'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> extends Particulars<Field> {
  noun: DescribedNoun<Field, Shown>
  entry: Entry<Creation>
  row: NewRow
  /** Said in place of the plain words where it was refused, and the noun has more to say. */
  why?: ((why: Why, take: (field: Field, value: Value) => void) => ReactNode) | undefined
  onDropped: () => void
}

/**
 * A row that waits to be made: until it is sent it can be changed or given up, and so it can where it was refused. What
 * is typed has the draft of the row itself, and goes on there once it is made.
 */
export function WaitingRow<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  entry,
  row,
  why,
  onDropped,
  ...particulars
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const outbox = useOutbox()
  const entries = useEntries()
  const { connection } = useSession()
  const reachable = useConnectionState(connection) === 'open'
  const calledNew = useCalledNew(noun)
  const valuesIn = (one: NewRow) =>
    valuesBy(noun.form.fields, (field) => one[field] ?? noun.fields[field].initial ?? '')
  const begun = { version: 0, values: valuesIn(row), author: undefined }
  const form = useVersionedForm(noun.form, draftOf(noun, row.id), begun)
  const mayMake = useMay(noun.role)
  const asks = isOpenQuestion(entry)
  const onItsWay = entry.state.at === 'sending'

  const { state } = entry
  const refused = asks && state.at === 'ended' && state.end.as === 'refused' && (state.end.detail as Why)
  const take = (field: Field, value: Value) => form.dispatch({ type: 'edit', field, value })

  const write = async (): Promise<Ending<Field>> => {
    const now = valuesOf(form.state)
    const mine: NewRow = { ...sendable(noun, now), id: row.id }
    const [first, ...more] = entry.body.rows
    const put = (other: NewRow) => (other.id === row.id ? mine : other)
    const rows = [put(first), ...more.map(put)] as const
    const called = calledNew(valuesIn(rows[0]), ...rows.slice(1).map(valuesIn))
    const body: Creation = { ...entry.body, called, rows: [...rows] }
    const kept = await outbox.recreate(entry, body).catch(() => false)
    return kept ? { kind: 'kept' } : { kind: 'failed', retry: write }
  }
  const carryOut = async (step: Promise<unknown> | undefined) => {
    try {
      await step
    } catch {
      notifications.show({ color: 'red', message: t('outbox.failed') })
    }
  }
  return (
    <Stack>
      <div role="status">
        {(refused && why?.(refused, take)) || (
          <Alert color={asks ? 'red' : 'orange'}>
            <Text size="sm">{stateText(noun, entry, { reachable, held: isHeld(entry, entries) }, t)}</Text>
            {noun.words.unpromised && <Text size="sm">{t(noun.words.unpromised)}</Text>}
          </Alert>
        )}
      </div>
      <NounForm
        noun={noun}
        form={form}
        write={write}
        kept={noun.words.kept}
        what={entry.body.called}
        readOnly={!mayMake || onItsWay}
        actions={
          !onItsWay && (
            <Group gap="xs">
              <Button
                variant="default"
                onClick={() => void carryOut(outbox.queue?.drop(entry.mutationId)).then(onDropped)}
              >
                {t('outbox.drop')}
              </Button>
              {asks && (
                <Button variant="default" onClick={() => void carryOut(outbox.recreate(entry, entry.body))}>
                  {t('outbox.again')}
                </Button>
              )}
            </Group>
          )
        }
        {...particulars}
      />
    </Stack>
  )
}
