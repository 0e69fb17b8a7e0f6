import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const EXAMPLES = join(import.meta.dirname, '../../examples')
const APPS = ['bookings', 'apollo-alone']
const KINDS: readonly [string, RegExp][] = [
  ['TypeScript', /\.tsx?$/],
  ['of it the queue and its list', /\/(queue\.ts|SaveList\.tsx)$/],
  ['GraphQL', /\.graphql$/],
]
const NO_CODE = /^(|\/\/.*|\/\*\*? .*\*\/|#.*)$/

/** Files of a kind, and their lines that are neither blank nor a comment. */
function count(app: string, kind: RegExp): string {
  const folder = join(EXAMPLES, app)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => kind.test(path))
  if (files.length === 0) return '-'
  const lines = files.flatMap((path) => readFileSync(join(folder, path), 'utf8').split('\n'))
  const code = lines.filter((line) => !NO_CODE.test(line.trim()))
  return `${files.length} files, ${code.length} lines`
}

/** How much there is to write, as the examples' README tells it: in Markdown, in Prettier's spelling. */
export function countTable(): string {
  const rows = [['', ...APPS], ...KINDS.map(([name, kind]) => [name, ...APPS.map((app) => count(app, kind))])]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const [head = '', ...body] = rows.map((row) => line(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))))
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n')
}
