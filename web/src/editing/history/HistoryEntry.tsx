import { Badge, Button, Collapse, Group, Paper, Table, Text } from '@mantine/core'
import { useId, useState } from 'react'

import type { HistoryPageFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'

import type { Wording } from '../FormContext'
import classes from './HistoryEntry.module.css'
import type { FormNoun, Value, Values } from '@frontdesk/client'
import type { PutBack } from './usePutBack'

interface Props<Field extends string> {
  change: HistoryPageFragment['nodes'][number]
  /** The row after the change, or before it was deleted; undefined where that is not known. */
  values: Values<Field> | undefined
  noun: FormNoun<Field>
  wording: Wording<Field>
  isCurrent: boolean
  onRestore?: () => void
  /** One field alone, to what it was before the change. */
  putBack?: PutBack<Field>
}

/** One version: who made it and when, each field before and after, and the whole row on demand. */
export function HistoryEntry<Field extends string>({
  change,
  values,
  noun,
  wording,
  isCurrent,
  onRestore,
  putBack,
}: Props<Field>) {
  const { t, moment } = useI18n()
  const [whole, setWhole] = useState(false)
  const wholeId = useId()
  const { action, actor, at, version, diff, unreadable } = change
  const fields = diff.filter((entry) => noun.fields.some((field) => field === entry.field))
  const text = (field: string, value: Value) => {
    if (values && !unreadable) return wording.text(field as Field, value, values)
    // As it stands in the log: it need not be what the field can hold.
    return value === null || value === '' ? t('editing.empty') : String(value)
  }

  return (
    <Paper component="li" withBorder p="sm" radius="md" aria-label={t('history.version', { version })}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text size="sm">
            <b>{actor.name}</b> {t(`history.${action}`)}
          </Text>
          <Text size="xs" c="dimmed">
            {moment(at)} · {t('history.version', { version })}
          </Text>
        </div>
        <Group gap="xs">
          {isCurrent && (
            <Badge variant="light" tt="none">
              {t('history.current')}
            </Badge>
          )}
          {values && (
            <Button
              size="compact-xs"
              variant="subtle"
              aria-expanded={whole}
              aria-controls={wholeId}
              onClick={() => setWhole(!whole)}
            >
              {t(whole ? 'history.hide' : 'history.view')}
            </Button>
          )}
          {onRestore && (
            <Button size="compact-xs" variant="default" onClick={onRestore}>
              {t('history.restore')}
            </Button>
          )}
        </Group>
      </Group>
      {unreadable && (
        <Text size="sm" mt="xs" c="orange">
          {t('history.unreadable')}
        </Text>
      )}
      {action === 'UPDATED' && fields.length > 0 && (values || unreadable) && (
        <Table
          mt="xs"
          verticalSpacing={4}
          layout="fixed"
          withRowBorders={false}
          aria-label={t('history.changes')}
        >
          <Table.Tbody>
            {fields.map(({ field, before, after }) => (
              <Table.Tr key={field} className={classes['change']}>
                <Table.Th w="26%" fw={500}>
                  {wording.label(field as Field)}
                </Table.Th>
                <Table.Td>
                  <Text size="sm" component="del" c="dimmed">
                    {text(field, before as Value)}
                  </Text>
                </Table.Td>
                <Table.Td w={28} c="dimmed">
                  <span aria-hidden>→</span>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" component="ins" fw={500} td="none">
                    {text(field, after as Value)}
                  </Text>
                </Table.Td>
                <Table.Td w={110} ta="right">
                  {values && !unreadable && putBack?.isOffered(field as Field, before as Value) && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      aria-label={t('history.putBack.field', { field: wording.label(field as Field) })}
                      loading={putBack.running === field}
                      onClick={() => putBack.run(field as Field, before as Value)}
                    >
                      {t('history.putBack')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {values && (
        <Collapse expanded={whole} id={wholeId}>
          {whole && (
            <Whole
              noun={noun}
              values={values}
              wording={wording}
              changed={action === 'UPDATED' ? fields.map(({ field }) => field) : []}
            />
          )}
        </Collapse>
      )}
    </Paper>
  )
}

interface WholeProps<Field extends string> {
  noun: FormNoun<Field>
  values: Values<Field>
  wording: Wording<Field>
  changed: readonly string[]
}

function Whole<Field extends string>({ noun, values, wording, changed }: WholeProps<Field>) {
  const { t } = useI18n()
  return (
    <Table mt="xs" verticalSpacing={4} layout="fixed" aria-label={t('history.whole')}>
      <Table.Tbody>
        {noun.fields.map((field) => (
          <Table.Tr key={field}>
            <Table.Th w="26%" fw={500}>
              {wording.label(field)}
            </Table.Th>
            <Table.Td fw={changed.includes(field) ? 600 : 400} style={{ whiteSpace: 'pre-wrap' }}>
              {wording.text(field, values[field], values)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
