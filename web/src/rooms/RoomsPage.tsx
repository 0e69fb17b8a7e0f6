import { Group } from '@mantine/core'
import { useState } from 'react'

import { useI18n } from '@/i18n'
import { finds } from '@/i18n/names'
import { SearchInput } from '@/lists/SearchInput'
import { useSelected } from '@/lists/useSelected'
import { ListPage } from '@/nouns/ListPage'
import { addressOf } from '@/nouns/noun'
import { SelectedRow } from '@/nouns/SelectedRow'

import { roomNoun } from './noun'
import { useRooms } from './useRooms'

/** All rooms of the hotel are known here: they are searched in place. */
export default function RoomsPage() {
  const { t } = useI18n()
  const selected = useSelected(addressOf(roomNoun))
  const [text, setText] = useState('')
  const rooms = useRooms()
  return (
    <ListPage
      noun={roomNoun}
      rows={rooms?.filter(({ name, roomType, notes }) => finds(text, name, roomType, notes))}
      filters={
        <Group mb="md">
          <SearchInput label={t(roomNoun.words.search)} onSearch={(typed = '') => setText(typed)} />
        </Group>
      }
      onNew={() => selected.open('new')}
      onOpen={selected.open}
    >
      <SelectedRow noun={roomNoun} selected={selected} />
    </ListPage>
  )
}
