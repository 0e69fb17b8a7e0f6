/** What somebody typed that stands for no names of rooms. */
export type NamesProblem = 'none' | 'many' | 'range' | 'twice'

/** The most rooms that are made at once. */
export const MOST_ROOMS = 200

const RANGE = /^(?<lead>\D*)(?<first>\d+)\s*(?:-|–|—|\.\.)\s*(?:\k<lead>)?(?<last>\d+)$/u

/** The names that a text stands for, in its order: `101–104, 201, Lake house`. What separates them is a comma or a new line. */
export function readNames(text: string): readonly string[] | NamesProblem {
  const names: string[] = []
  for (const part of text.split(/[,;\n]/)) {
    const name = part.trim().replace(/\s+/g, ' ')
    if (name === '') continue
    const range = RANGE.exec(name)?.groups
    if (!range) {
      names.push(name)
      continue
    }
    const { lead = '', first = '', last = '' } = range
    const count = Number(last) - Number(first) + 1
    if (count < 1) return 'range'
    if (names.length + count > MOST_ROOMS) return 'many'
    // As wide as the first: 001–012.
    for (let at = 0; at < count; at++)
      names.push(lead + String(Number(first) + at).padStart(first.length, '0'))
  }
  if (names.length === 0) return 'none'
  if (names.length > MOST_ROOMS) return 'many'
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) return 'twice'
  return names
}
