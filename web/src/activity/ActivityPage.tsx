import { useQuery } from '@apollo/client/react'
import { Button, Group, Select, Text } from '@mantine/core'
import { useState } from 'react'

import { useLastKnown } from '@/editing/useLastKnown'
import { ActivityActorsDocument, ActivityDocument, type ChangedEntity } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useHotel, useRefetchOn, useRetry } from '@/live'
import { useMay } from '@/session/context'
import { DayInput } from '@/ui/DayInput'
import { Page } from '@/ui/Page'
import { Waiting } from '@/ui/Waiting'

import { ActivityList } from './ActivityList'

const PAGE = 50
const ENTITIES = ['BOOKING', 'GUEST', 'ROOM'] as const satisfies readonly ChangedEntity[]

/** Who changed what in the house, newest first: for whoever runs it. */
export default function ActivityPage() {
  const { t } = useI18n()
  return (
    <Page title={t('activity.title')}>
      {useMay('MANAGER') ? <Activity /> : <Text>{t('refused.Forbidden')}</Text>}
    </Page>
  )
}

const fourWeeksBefore = (day: string) =>
  new Date(Date.parse(day) - 28 * 86_400_000).toISOString().slice(0, 10)

interface Filter {
  actorId: string | null
  entity: (typeof ENTITIES)[number] | null
  day: string | null
}

function Activity() {
  const { t } = useI18n()
  const { today } = useHotel()
  const [filter, setFilter] = useState<Filter>({ actorId: null, entity: null, day: null })
  const [unread, setUnread] = useState<Parameters<Parameters<typeof DayInput>[0]['onUnread']>[0]>()
  // The pages before this one, by where they end; on the first, what is new appears.
  const [cursors, setCursors] = useState<readonly string[]>([])
  const change = (next: Partial<Filter>) => {
    setFilter({ ...filter, ...next })
    setCursors([])
    setUnread(undefined)
  }
  const after = cursors.at(-1)
  const set = Object.entries(filter).filter(([, value]) => value !== null)
  const variables = { filter: Object.fromEntries(set), first: PAGE, ...(after !== undefined && { after }) }
  const { data, error, refetch } = useQuery(ActivityDocument, { variables, fetchPolicy: 'no-cache' })
  useRetry(error, refetch)
  useRefetchOn(() => after === undefined, refetch)
  const { data: actors } = useQuery(ActivityActorsDocument, { fetchPolicy: 'cache-and-network' })
  const page = useLastKnown(data)?.activity

  return (
    <>
      <Group mb="md" align="end">
        <Select
          label={t('activity.person')}
          placeholder={t('activity.anybody')}
          clearable
          searchable
          data={
            actors?.activityActors.flatMap(({ id, name }) => (id ? { value: id, label: name } : [])) ?? []
          }
          value={filter.actorId}
          onChange={(actorId) => change({ actorId })}
        />
        <Select
          label={t('activity.noun')}
          placeholder={t('activity.anything')}
          clearable
          data={ENTITIES.map((value) => ({ value, label: t(`activity.of.${value}`) }))}
          value={filter.entity}
          onChange={(entity) => change({ entity: ENTITIES.find((known) => known === entity) ?? null })}
        />
        <DayInput
          label={t('plan.day')}
          value={filter.day}
          unread={unread}
          onChange={(day) => change({ day })}
          onUnread={setUnread}
          // A day without a year is one that has been.
          after={fourWeeksBefore(today)}
          today={today}
          clear={t('list.clear', { filter: t('plan.day') })}
          w={150}
        />
      </Group>
      {page ? <ActivityList entries={page.nodes} /> : <Waiting />}
      {page && (cursors.length > 0 || page.pageInfo.hasNextPage) && (
        <Group justify="flex-end" mt="md" gap="xs" component="nav" aria-label={t('list.pages')}>
          <Button
            variant="default"
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {t('activity.newer')}
          </Button>
          <Button
            variant="default"
            disabled={!page.pageInfo.hasNextPage}
            onClick={() => page.pageInfo.endCursor && setCursors([...cursors, page.pageInfo.endCursor])}
          >
            {t('activity.older')}
          </Button>
        </Group>
      )}
    </>
  )
}
