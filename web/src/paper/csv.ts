/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/
/** Without it Excel takes the text for one of its own old code pages. */
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A table as RFC 4180 has it. A cell that begins like a formula gets an apostrophe before it, and a last column, headed
 * `guarded`, names the columns whose cells got one: so that who reads the file can take it away again.
 */
export function csv(heads: readonly string[], rows: readonly (readonly string[])[], guarded: string): string {
  const lines = rows.map((cells) => {
    const isGuarded = (cell: string) => FORMULA.test(cell)
    const named = heads.filter((_, column) => isGuarded(cells[column] ?? ''))
    return [...cells.map((cell) => (isGuarded(cell) ? `'${cell}` : cell)), named.join('; ')]
  })
  return BYTE_ORDER_MARK + [[...heads, guarded], ...lines].map((cells) => `${line(cells)}\r\n`).join('')
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers begin to read it after the click only.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
