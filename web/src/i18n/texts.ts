import type { en } from './en'

export type TextKey = keyof typeof en
/** What a language has to say: every key, checked by the compiler. */
export type Texts = Record<TextKey, string>
/**
 * The names in a text's braces: `'{name} left {what}'` has `name` and `what`. A word that depends on a number names it
 * and has a form for one and a form for any other: `'{count} {count:room|rooms}'`.
 */
type Holes<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? NameOf<Hole> | Holes<Rest>
  : never
type NameOf<Hole extends string> = Hole extends `${infer Name}:${string}` ? Name : Hole
/** What has to be filled in for a key: nothing, or each of its holes. */
export type Fill<Key extends TextKey> =
  Holes<(typeof en)[Key]> extends never ? [] : [Record<Holes<(typeof en)[Key]>, string | number>]

/** A key of a text without holes. */
export type PlainKey = {
  [Key in TextKey]: Holes<(typeof en)[Key]> extends never ? Key : never
}[TextKey]
