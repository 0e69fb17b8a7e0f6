/** A hole by its name, or a word in the form for one and for any other number: see `texts.ts`. */
const HOLE = /\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g

/** A text with its holes filled. */
export function filled(text: string, holes: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(HOLE, (_, name: string, one?: string, other?: string) => {
    const value = holes[name]
    if (one === undefined || other === undefined) return String(value)
    return value === 1 ? one : other
  })
}
