import { useQuery } from '@apollo/client/react'
import { Button, Group, Modal } from '@mantine/core'
import { useState } from 'react'

import { GuestListDocument, type GuestRowFragment } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { PagerBar } from '@/lists/PagerBar'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'
import { SearchInput } from '@/lists/SearchInput'
import { unclear, useAnswer } from '@/lists/useAnswer'
import { usePager } from '@/lists/usePager'
import { useSelected } from '@/lists/useSelected'
import { useRefetchOn } from '@/live'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { GuestDialog } from './GuestDialog'
import { NewGuestDialog } from './NewGuestDialog'

const PAGE = 25

export default function GuestsPage() {
  const { t, codeName } = useI18n()
  const selected = useSelected('guest')
  const mayMake = useMay('DESK')
  const [text, setText] = useState<string>()
  const pager = usePager(PAGE, text ?? '')
  const variables = { ...(text && { filter: { text } }), ...pager.variables }
  const asked = useQuery(GuestListDocument, { variables, fetchPolicy: 'cache-and-network' })
  const { answer, refused } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn((change) => change.__typename === 'GuestChange' && !refused, asked.refetch)
  const page = answer?.guests

  const columns: Column<GuestRowFragment>[] = [
    { head: t('guest.name'), cell: ({ id, name }) => <RowLink href={`?guest=${id}`}>{name}</RowLink> },
    { head: t('guest.email'), cell: ({ email }) => email },
    { head: t('guest.phone'), cell: ({ phone }) => phone },
    { head: t('guest.country'), cell: ({ country }) => country && codeName(country, 'region') },
  ]
  return (
    <Page
      title={t('nav.guests')}
      actions={mayMake && <Button onClick={() => selected.open('new')}>{t('guest.new')}</Button>}
    >
      <Group mb="md">
        <SearchInput
          label={t('guests.search')}
          error={refused?.field === 'text' ? refused.why : undefined}
          onSearch={setText}
        />
      </Group>
      <RowTable
        label={t('nav.guests')}
        rows={refused ? [] : page?.nodes}
        {...(refused && { nothing: unclear(refused, t) })}
        columns={columns}
        onOpen={({ id }) => selected.open(id)}
      />
      <PagerBar page={page?.pageInfo} pager={pager} />
      <Modal.Stack>
        <NewGuestDialog
          opened={selected.id === 'new'}
          pick="open"
          onClose={selected.close}
          onMade={selected.open}
        />
      </Modal.Stack>
      {selected.id && selected.id !== 'new' && (
        <GuestDialog
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
