import { beginsWith, finds, isSameName } from './names'

export type CodeKind = 'region' | 'currency'

/** A country or a currency, by its code and what it is called. */
export interface Named {
  code: string
  /** In the reader's language. */
  name: string
  /** In every language of the page. */
  names: readonly string[]
}

/** Names codes in the reader's language and finds them in any of the page's, in the order of their names. */
export function named(
  codes: readonly string[],
  kind: CodeKind,
  locale: string,
  languages: readonly string[],
): readonly Named[] {
  const names = [...new Set([locale, ...languages])].map((language) => namer(language, kind))
  const order = new Intl.Collator(locale).compare
  return codes
    .map((code) => {
      const called = [...new Set(names.map((name) => name(code)))]
      return { code, name: called[0] ?? code, names: called }
    })
    .sort((one, other) => order(one.name, other.name))
}

/** Those that a typed text is a part of: first the one that it names, then those that begin with it. */
export function found(all: readonly Named[], text: string): readonly Named[] {
  const rank = (one: Named) => {
    if (isCalled(one, text)) return 0
    return one.names.some((name) => beginsWith(name, text)) ? 1 : 2
  }
  return all
    .filter(({ code, names }) => finds(text, code, ...names))
    .sort((one, other) => rank(one) - rank(other))
}

/** The one that a text says as its whole name, or by its code. */
export function meant(all: readonly Named[], text: string): Named | undefined {
  const [only, another] = all.filter((one) => isCalled(one, text))
  return another ? undefined : only
}

function isCalled({ code, names }: Named, text: string): boolean {
  return [code, ...names].some((name) => isSameName(name, text))
}

/** What a code stands for; the code itself where nobody knows. */
export function namer(language: string, kind: CodeKind): (code: string) => string {
  const names = new Intl.DisplayNames(language, { type: kind })
  return (code) => {
    try {
      return names.of(code) ?? code
    } catch {
      // Not even in the form of a code, as a row may hold one that was written past the API.
      return code
    }
  }
}
