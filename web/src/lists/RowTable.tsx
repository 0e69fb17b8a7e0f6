import { Paper, Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'

import { useI18n } from '@/i18n'
import { Waiting } from '@/ui/Waiting'

import classes from './RowTable.module.css'

export interface Column<Row> {
  head: string
  cell: (row: Row) => ReactNode
  align?: 'right'
}

interface Props<Row> {
  label: string
  /** Undefined while they are read. */
  rows: readonly Row[] | undefined
  columns: readonly Column<Row>[]
  onOpen: (row: Row) => void
  /** What is said where there are none. */
  nothing?: string
}

/** Rows that open on a click. The first column holds the link that the keyboard reaches. */
export function RowTable<Row extends { id: string }>({ label, rows, columns, onOpen, nothing }: Props<Row>) {
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
      <Table aria-label={label} highlightOnHover verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ head, align }) => (
              <Table.Th key={head} ta={align}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id} className={classes['row']} onClick={() => onOpen(row)}>
              {columns.map(({ head, cell, align }) => (
                <Table.Td key={head} ta={align}>
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
