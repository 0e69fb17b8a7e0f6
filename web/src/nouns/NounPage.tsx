import type { TypedDocumentNode } from '@apollo/client'
import { skipToken, useQuery } from '@apollo/client/react'
import { Group } from '@mantine/core'
import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import { SearchInput } from '@/lists/SearchInput'
import { unclear, useAnswer } from '@/lists/useAnswer'
import { useAddress } from '@/lists/useAddress'
import { type PageInfo, type PageVariables, usePager } from '@/lists/usePager'
import { type Selected, useSelected } from '@/lists/useSelected'
import { useSorting } from '@/lists/useSorting'
import { rowOf, useRefetchOn } from '@/live'
import { useI18n } from '@/i18n'

import { ListPage } from './ListPage'
import { addressOf, type DescribedNoun, type NounRow } from './noun'
import type { Tab } from './RowTabs'
import { SelectedRow } from './SelectedRow'

/** The first is the one in which a list comes where nobody has asked for another. */
type Orders<Field extends string, Order extends string> = readonly [
  readonly [Field, Order, Order],
  ...(readonly [Field, Order, Order])[],
]

interface Props<Field extends string, Shown extends NounRow & Values<Field>, Order extends string> {
  noun: DescribedNoun<Field, Shown>
  list: TypedDocumentNode<
    { page: { nodes: Shown[]; totalCount: number | null; pageInfo: PageInfo } },
    PageVariables & { filter?: { text: string }; orderBy?: Order }
  >
  /** What it can be sorted by: upwards and downwards. */
  orders: Orders<Field, Order>
  form?: (row: Shown, gone: boolean, selected: Selected) => ReactNode
  more?: ((row: Shown) => readonly Tab[]) | undefined
  making?: (selected: Selected) => ReactNode
}

const PAGE = 25

/** The screen of a noun whose rows the server searches, page by page. */
export function NounPage<Field extends string, Shown extends NounRow & Values<Field>, Order extends string>({
  noun,
  list,
  orders,
  form,
  more,
  making,
}: Props<Field, Shown, Order>) {
  const { t } = useI18n()
  const selected = useSelected(addressOf(noun))
  const { search, change } = useAddress()
  const text = search.get('q') ?? ''
  const [[first], ...others] = orders
  const names = [first, ...others.map(([field]) => field)] as const
  const sorting = useSorting(names)
  const { sort } = sorting
  const [, up, down] = orders.find(([field]) => field === sort?.by) ?? orders[0]
  const pager = usePager(PAGE)
  const variables = {
    ...(text && { filter: { text } }),
    orderBy: sort?.descending ? down : up,
    ...pager.variables,
  }
  const asked = useQuery(list, sort ? { variables, fetchPolicy: 'cache-and-network' } : skipToken)
  const { answer, refused } = useAnswer(JSON.stringify(variables), asked)
  useRefetchOn(
    (change) => rowOf(change).__typename === noun.name && sort !== undefined && !refused,
    asked.refetch,
  )
  const page = sort && !refused ? answer?.page : undefined

  return (
    <ListPage
      noun={noun}
      rows={sort && !refused ? page?.nodes : []}
      count={page?.totalCount}
      sorting={{ ...sorting, names }}
      refused={refused}
      nothing={sort && !refused ? undefined : unclear(refused, t)}
      filters={
        <Group mb="md">
          <SearchInput
            label={t(noun.words.search)}
            error={refused?.field === 'text' ? refused.why : undefined}
            text={text}
            onSearch={(next) => change({ q: next || null }, 'typed')}
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
        more={more}
        making={making?.(selected)}
      />
    </ListPage>
  )
}
