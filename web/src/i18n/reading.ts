import type { Fill, TextKey } from './texts'

/** A text of the page with its holes filled in, in whatever language the reader has by the time it is shown. */
export type Sentence = { [Key in TextKey]: readonly [key: Key, ...fill: Fill<Key>] }[TextKey]

/** What a typed text means, or why nobody can tell. */
export type Reading<Value> = { value: Value } | { why: Sentence }

/** What stands in a field and is no value: nothing is saved in its place. */
export interface Unread {
  text: string
  why: Sentence
}
