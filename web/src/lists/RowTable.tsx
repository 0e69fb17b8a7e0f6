import { Paper, Table, Text, UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'

import { useI18n } from '@/i18n'
import { Waiting } from '@/ui/Waiting'

import cards from './RowCards.module.css'
import type { Sorting } from './sorting'
import classes from './RowTable.module.css'

export interface Column<Row> {
  head: string
  cell: (row: Row) => ReactNode
  align?: 'right'
  /** Under which name the list can be sorted by it. */
  sort?: string
}

interface Props<Row> {
  label: string
  /** Undefined while they are read. */
  rows: readonly Row[] | undefined
  columns: readonly Column<Row>[]
  onOpen: (row: Row) => void
  /** What is said where there are none. */
  nothing?: string
  sorting?: Pick<Sorting, 'sort' | 'onSort'> | undefined
}

/** Rows that open on a click. The first column holds the link that the keyboard reaches. */
export function RowTable<Row extends { id: string }>({
  label,
  rows,
  columns,
  onOpen,
  nothing,
  sorting,
}: Props<Row>) {
  const { t } = useI18n()
  if (!rows) return <Waiting />
  if (rows.length === 0) {
    return (
      <Text c="dimmed" ta="center" py="xl">
        {nothing ?? t('list.nothing')}
      </Text>
    )
  }
  return (
    <Paper withBorder radius="md" className={classes['frame']}>
      <Table
        // What is laid out as cards is no table to a browser any more: the roles say that it is.
        role="table"
        className={cards['table']}
        aria-label={label}
        highlightOnHover
        verticalSpacing="sm"
        horizontalSpacing="md"
      >
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map(({ head, align, sort }) =>
              sorting && sort !== undefined ? (
                <SortedHead key={head} {...{ head, align, sorting }} name={sort} />
              ) : (
                <Table.Th key={head} role="columnheader" ta={align}>
                  {head}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {rows.map((row) => (
            <Table.Tr key={row.id} role="row" className={classes['row']} onClick={() => onOpen(row)}>
              {columns.map(({ head, cell, align }) => (
                <Table.Td key={head} role="cell" data-head={head} ta={align}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

interface HeadProps {
  head: string
  align: 'right' | undefined
  name: string
  sorting: Pick<Sorting, 'sort' | 'onSort'>
}

/** The head of a column that the list can be sorted by. */
function SortedHead({ head, align, name, sorting: { sort, onSort } }: HeadProps) {
  const way = sort?.by === name ? (sort.descending ? 'descending' : 'ascending') : 'none'
  return (
    <Table.Th role="columnheader" ta={align} aria-sort={way}>
      <UnstyledButton fz="inherit" fw="inherit" className={classes['sort']} onClick={() => onSort(name)}>
        {head}
        <span aria-hidden className={classes['way']}>
          {{ ascending: '▲', descending: '▼', none: '' }[way]}
        </span>
      </UnstyledButton>
    </Table.Th>
  )
}
