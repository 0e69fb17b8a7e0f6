import { useQuery } from '@apollo/client/react'
import { Button, Modal } from '@mantine/core'

import { RoomListDocument, type RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { PagerBar } from '@/lists/PagerBar'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'
import { usePager } from '@/lists/usePager'
import { useSelected } from '@/lists/useSelected'
import { useRefetchOn } from '@/live'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { NewRoomDialog } from './NewRoomDialog'
import { RoomDialog } from './RoomDialog'

const PAGE = 50

export default function RoomsPage() {
  const { t, money, number } = useI18n()
  const selected = useSelected('room')
  const mayMake = useMay('MANAGER')
  const pager = usePager(PAGE, '')
  const { data, previousData, refetch } = useQuery(RoomListDocument, {
    variables: pager.variables,
    fetchPolicy: 'cache-and-network',
  })
  useRefetchOn((change) => change.__typename === 'RoomChange', refetch)
  const page = (data ?? previousData)?.rooms

  const columns: Column<RoomRowFragment>[] = [
    { head: t('room.name'), cell: ({ id, name }) => <RowLink href={`?room=${id}`}>{name}</RowLink> },
    { head: t('room.roomType'), cell: ({ roomType }) => roomType },
    { head: t('room.capacity'), cell: ({ capacity }) => number(capacity) },
    {
      head: t('room.nightlyRate'),
      align: 'right',
      cell: ({ nightlyRate, currency }) => money(nightlyRate, currency),
    },
  ]
  return (
    <Page
      title={t('nav.rooms')}
      actions={mayMake && <Button onClick={() => selected.open('new')}>{t('room.new')}</Button>}
    >
      <RowTable
        label={t('nav.rooms')}
        rows={page?.nodes}
        columns={columns}
        onOpen={({ id }) => selected.open(id)}
      />
      <PagerBar page={page?.pageInfo} pager={pager} />
      <Modal.Stack>
        {selected.id === 'new' && <NewRoomDialog onClose={selected.close} onMade={selected.open} />}
        {selected.id && selected.id !== 'new' && (
          <RoomDialog
            key={selected.id}
            id={selected.id}
            tab={selected.tab}
            onTab={selected.show}
            onClose={selected.close}
          />
        )}
      </Modal.Stack>
    </Page>
  )
}
