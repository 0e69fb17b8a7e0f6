import type { TypedDocumentNode } from '@apollo/client'
import { useQuery } from '@apollo/client/react'
import { Group } from '@mantine/core'
import { type ReactNode, useState } from 'react'

import type { Values } from '@/editing'
import { SearchInput } from '@/lists/SearchInput'
import { unclear, useAnswer } from '@/lists/useAnswer'
import { type PageInfo, type PageVariables, usePager } from '@/lists/usePager'
import { type Selected, useSelected } from '@/lists/useSelected'
import { rowOf, useRefetchOn } from '@/live'
import { useI18n } from '@/i18n'

import { ListPage } from './ListPage'
import { addressOf, type DescribedNoun, type NounRow } from './noun'
import { SelectedRow } from './SelectedRow'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  list: TypedDocumentNode<
    { page: { nodes: Shown[]; pageInfo: PageInfo } },
    PageVariables & { filter?: { text: string } }
  >
  form?: (row: Shown, gone: boolean, selected: Selected) => ReactNode
  making?: (selected: Selected) => ReactNode
}

const PAGE = 25

/** The screen of a noun whose rows the server searches, page by page. */
export function NounPage<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  list,
  form,
  making,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const selected = useSelected(addressOf(noun))
  const [text, setText] = useState<string>()
  const pager = usePager(PAGE, text ?? '')
  const variables = { ...(text && { filter: { text } }), ...pager.variables }
  const asked = useQuery(list, { variables, fetchPolicy: 'cache-and-network' })
  const { answer, refused } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn((change) => rowOf(change).__typename === noun.name && !refused, asked.refetch)
  const page = answer?.page

  return (
    <ListPage
      noun={noun}
      rows={refused ? [] : page?.nodes}
      nothing={refused && unclear(refused, t)}
      filters={
        <Group mb="md">
          <SearchInput
            label={t(noun.words.search)}
            error={refused?.field === 'text' ? refused.why : undefined}
            onSearch={setText}
          />
        </Group>
      }
      paging={{ page: page?.pageInfo, pager }}
      onNew={() => selected.open('new')}
      onOpen={selected.open}
    >
      <SelectedRow<Field, Shown>
        noun={noun}
        selected={selected}
        form={form && ((row, gone) => form(row, gone, selected))}
        making={making?.(selected)}
      />
    </ListPage>
  )
}
