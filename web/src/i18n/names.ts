/** The order of names in lists, which is the server's: that of its collation, with room 2 before room 10. */
export const byName = new Intl.Collator('en', { numeric: true }).compare

/** A text as it is searched: without case and accents, as the server folds it. */
function folded(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/(?![\u3099\u309A])[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '')
  const letters = plain.toLowerCase().replace(/[ßæœøđłıþ’]/g, (letter) => LETTERS[letter] ?? letter)
  return letters.normalize('NFKC')
}

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  ı: 'i',
  þ: 'th',
  '’': "'",
}

/** The same with the umlauts spelled out, as people write them who have no key for them. */
function spelledOut(text: string): string {
  const letters = text.normalize('NFC').toLowerCase()
  return folded(letters.replace(/[äöüåø]/g, (letter) => (letter === 'å' ? 'aa' : `${folded(letter)}e`)))
}

/** Whether each word of a search is a part of one of the texts, however it is typed. */
export function finds(search: string, ...texts: readonly string[]): boolean {
  const within = texts.flatMap((text) => [folded(text), spelledOut(text)])
  const words = search.split(/\s+/).filter(Boolean)
  return words.every((word) =>
    [folded(word), spelledOut(word)].some((part) => within.some((text) => text.includes(part))),
  )
}

/** Whether a text is a name as a whole, however it is typed. */
export function isSameName(name: string, text: string): boolean {
  return [folded, spelledOut].some((plain) => plain(name) === plain(text.trim()))
}

/** Whether a name begins with a text, however it is typed. */
export function beginsWith(name: string, text: string): boolean {
  return [folded, spelledOut].some((plain) => plain(name).startsWith(plain(text.trim())))
}
