import { Button, Group } from '@mantine/core'

import { useI18n } from '@/i18n'
import { finds } from '@/i18n/names'
import { SearchInput } from '@/lists/SearchInput'
import { useAddress } from '@/lists/useAddress'
import { useSelected } from '@/lists/useSelected'
import { useSorting } from '@/lists/useSorting'
import { ListPage } from '@/nouns/ListPage'
import { addressOf } from '@/nouns/noun'
import { SelectedRow } from '@/nouns/SelectedRow'
import { useMay } from '@/session/context'

import { inOrder, ROOM_ORDERS } from './inOrder'
import { roomNoun } from './noun'
import { SeveralRooms } from './SeveralRooms'
import { useRooms } from './useRooms'

/** All rooms of the hotel are known here: they are searched and sorted in place. */
export default function RoomsPage() {
  const { t } = useI18n()
  const selected = useSelected(addressOf(roomNoun))
  const mayMake = useMay(roomNoun.role)
  const several = selected.id === 'several'
  const { search, change } = useAddress()
  const text = search.get('q') ?? ''
  const sorting = useSorting(ROOM_ORDERS)
  const { sort } = sorting
  const found = useRooms()?.filter(({ name, roomType, notes }) => finds(text, name, roomType, notes))
  const rows = sort ? found && inOrder(found, sort) : []
  return (
    <ListPage
      noun={roomNoun}
      rows={rows}
      count={sort && rows?.length}
      sorting={{ ...sorting, names: ROOM_ORDERS }}
      nothing={sort ? undefined : t('list.unclear')}
      filters={
        <Group mb="md" align="end" justify="space-between">
          <SearchInput
            label={t(roomNoun.words.search)}
            text={text}
            onSearch={(next) => change({ q: next || null }, 'typed')}
          />
          {mayMake && (
            <Button variant="default" onClick={() => selected.open('several')}>
              {t('rooms.several.open')}
            </Button>
          )}
        </Group>
      }
      onNew={() => selected.open('new')}
      onOpen={selected.open}
    >
      {several ? (
        <SeveralRooms opened={mayMake} onClose={selected.close} />
      ) : (
        <SelectedRow noun={roomNoun} selected={selected} />
      )}
    </ListPage>
  )
}
