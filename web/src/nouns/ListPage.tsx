import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'

import type { Values } from '@/editing'
import { useI18n } from '@/i18n'
import { AddressNote } from '@/lists/AddressNote'
import { ListCount } from '@/lists/ListCount'
import { PagerBar } from '@/lists/PagerBar'
import { RowLink } from '@/lists/RowLink'
import { type Column, RowTable } from '@/lists/RowTable'
import type { Sorting } from '@/lists/sorting'
import type { Refused } from '@/lists/useAnswer'
import type { PageInfo, Pager } from '@/lists/usePager'
import { useSelected } from '@/lists/useSelected'
import { useWithWaiting, WaitingMark } from '@/outbox'
import { useMay } from '@/session/context'
import { Page } from '@/ui/Page'

import { addressOf, type DescribedNoun, type NounRow } from './noun'
import { isEmpty, textOf } from './useWording'
import { WaitingRows } from './WaitingRows'

interface Props<Field extends string, Shown extends NounRow & Values<Field>> {
  noun: DescribedNoun<Field, Shown>
  /** Undefined while they are read. */
  rows: readonly Shown[] | undefined
  /** Where those of the noun are not enough. */
  columns?: readonly Column<Shown>[]
  filters: ReactNode
  /** By which columns it can be sorted; those of the noun are called like their fields. */
  sorting: Sorting & { names: readonly string[] }
  /** How many there are on all pages: undefined while that is not known, null where there are more than are counted. */
  count: number | null | undefined
  /** What else of the address can't be read. */
  unread?: readonly string[]
  refused?: Refused | undefined
  /** More that can be done here. */
  actions?: ReactNode
  /** What is said where there are no rows. */
  nothing?: string | undefined
  paging?: { page: PageInfo | undefined; pager: Pager } | undefined
  onNew: () => void
  onOpen: (id: string) => void
  /** The dialogs over it. */
  children?: ReactNode
}

/** The screen of a noun: its rows, what they are filtered by, and the way to each and to a new one. */
export function ListPage<Field extends string, Shown extends NounRow & Values<Field>>({
  noun,
  rows,
  columns,
  filters,
  sorting,
  count,
  unread = [],
  refused,
  actions,
  nothing,
  paging,
  onNew,
  onOpen,
  children,
}: Props<Field, Shown>) {
  const { t } = useI18n()
  const mayMake = useMay(noun.role)
  const ofNoun = useColumns(noun, sorting.names)
  const withWaiting = useWithWaiting(noun.name)
  const title = t(noun.words.many)
  return (
    <Page
      title={title}
      actions={
        <Group gap="xs">
          {actions}
          {mayMake && <Button onClick={onNew}>{t(noun.words.new)}</Button>}
        </Group>
      }
    >
      {filters}
      <AddressNote unread={[...sorting.unread, ...unread]} refused={refused} />
      <ListCount count={count} />
      <WaitingRows noun={noun} />
      <RowTable
        label={title}
        rows={rows?.map(withWaiting)}
        {...(nothing !== undefined && { nothing })}
        columns={columns ?? ofNoun}
        sorting={sorting}
        onOpen={({ id }) => onOpen(id)}
      />
      {paging && <PagerBar {...paging} />}
      {children}
    </Page>
  )
}

function useColumns<Field extends string, Shown extends NounRow & Values<Field>>(
  noun: DescribedNoun<Field, Shown>,
  sortable: readonly string[],
): Column<Shown>[] {
  const { href } = useSelected(addressOf(noun))
  const i18n = useI18n()
  const { columns = [] } = noun
  return columns.map((field, place) => {
    const spec = noun.fields[field]
    const text = (row: Shown) => (isEmpty(row[field]) ? '' : textOf(spec, row[field], row, i18n))
    return {
      head: i18n.t(noun.label(field)),
      ...(spec.is === 'amount' && { align: 'right' }),
      ...(sortable.includes(field) && { sort: field }),
      cell: (row) =>
        place === 0 ? (
          <Group gap="xs" wrap="nowrap">
            <RowLink href={href(row.id)}>{noun.called(row)}</RowLink>
            <WaitingMark row={row.id} />
          </Group>
        ) : (
          text(row)
        ),
    }
  })
}
