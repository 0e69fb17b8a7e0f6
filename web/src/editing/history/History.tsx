import { Alert, Button, Stack, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import type { HistoryPageFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { Waiting } from '@/ui/Waiting'

import type { Answer } from '../answer'
import type { Wording } from '../FormContext'
import {
  type ByField,
  type FormNoun,
  type Request,
  type Row,
  type Value,
  type Values,
  valuesBy,
} from '@frontdesk/client'
import type { Refusing } from './RestoreDialog'
import { usePutBack } from './usePutBack'
import { HistoryEntry } from './HistoryEntry'
import { RestoreDialog } from './RestoreDialog'

interface Props<Field extends string> {
  noun: FormNoun<Field>
  /** As it is now; undefined where it is deleted: then nothing can be restored. */
  current: Row<Field> | undefined
  /** Newest first; undefined while it is read. */
  page: HistoryPageFragment | undefined
  wording: Wording<Field>
  mayRestore: boolean
  write: (request: Request<Field>) => Promise<Answer<Field>>
  onMore: () => void
  /** Which fields can't be restored, where the noun has rules of its own. */
  refusing?: Refusing<Field>
  /** What can be done about a row that is deleted, and was this. */
  onDeleted?: ((was: Values<Field>) => ReactNode) | undefined
}

/** Every version of a row: who made it, what they changed, what it was, and the way back to it. */
export function History<Field extends string>({
  noun,
  current,
  page,
  wording,
  mayRestore,
  write,
  onMore,
  refusing,
  onDeleted,
}: Props<Field>) {
  const { t } = useI18n()
  const putBack = usePutBack({ noun, current: mayRestore ? current : undefined, wording, write, refusing })
  const [restoring, setRestoring] = useState<{ version: number; values: Values<Field> }>()
  if (!page) return <Waiting />
  if (page.nodes.length === 0) return <Text c="dimmed">{t(current ? 'history.empty' : 'editing.none')}</Text>
  const last = page.nodes.find(({ after }) => after)?.after
  return (
    <Stack gap="sm">
      {!current && (
        <Alert color="gray">
          {t('history.deleted')}
          {last && mayRestore && <div>{onDeleted?.(valuesAfter(noun, last))}</div>}
        </Alert>
      )}
      <Stack
        component="ol"
        gap="sm"
        p={0}
        m={0}
        style={{ listStyle: 'none' }}
        aria-label={t('history.label')}
      >
        {page.nodes.map((change, place) => {
          // What is deleted is shown as it was.
          const { after } = change.action === 'DELETED' ? (page.nodes[place + 1] ?? change) : change
          const values = after ? valuesAfter(noun, after) : undefined
          return (
            <HistoryEntry
              key={change.version}
              change={change}
              values={values}
              noun={noun}
              wording={wording}
              isCurrent={change.version === current?.version}
              {...(putBack && { putBack })}
              {...(mayRestore &&
                current &&
                values &&
                change.version !== current.version && {
                  onRestore: () => setRestoring({ version: change.version, values }),
                })}
            />
          )
        })}
      </Stack>
      {page.pageInfo.hasNextPage && (
        <Button variant="default" onClick={onMore}>
          {t('history.more')}
        </Button>
      )}
      {current && (
        <RestoreDialog
          noun={noun}
          current={current}
          target={restoring}
          wording={wording}
          write={write}
          refusing={refusing}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </Stack>
  )
}

function valuesAfter<Field extends string>(noun: FormNoun<Field>, after: ByField<Value>): Values<Field> {
  return valuesBy(noun.fields, (field) => after[field] ?? null)
}
