import { Button, Group } from '@mantine/core'
import { useState } from 'react'

import type { RoomRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { finds } from '@/i18n/names'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'
import { SearchInput } from '@/lists/SearchInput'
import { useSelected } from '@/lists/useSelected'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { NewRoomDialog } from './NewRoomDialog'
import { RoomDialog } from './RoomDialog'
import { useRooms } from './useRooms'

export default function RoomsPage() {
  const { t, money, number } = useI18n()
  const selected = useSelected('room')
  const mayMake = useMay('MANAGER')
  const [text, setText] = useState('')
  const rooms = useRooms()

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
      <Group mb="md">
        <SearchInput label={t('rooms.search')} onSearch={(typed = '') => setText(typed)} />
      </Group>
      <RowTable
        label={t('nav.rooms')}
        rows={rooms?.filter(({ name, roomType, notes }) => finds(text, name, roomType, notes))}
        columns={columns}
        onOpen={({ id }) => selected.open(id)}
      />
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
    </Page>
  )
}
