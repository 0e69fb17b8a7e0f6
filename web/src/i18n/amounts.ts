import type { Reading } from './reading'

interface Marks {
  decimal: string
  /** Signs between thousands: those of numbers and those of money differ in some countries. */
  groups: ReadonlySet<string>
  /** Thousands, or as in India thousands and then hundreds. */
  grouped: RegExp
}

/** What an amount is of. */
export interface Currency {
  code: string
  /** How many decimals an amount has, as the server counts them. */
  decimals: number
}

const EXAMPLE = '1234.50'

/** Reads and writes amounts of money as they are typed in `locale`. Nothing is rounded, cut or guessed. */
export function amounts(locale: string) {
  const marks = marksOf(locale)
  const signs = new Map<string, readonly string[]>()
  const signsOf = (code: string) => {
    const known = signs.get(code) ?? written(locale, code)
    signs.set(code, known)
    return known
  }
  const typed = (amount: string, { decimals }: Currency) => {
    const [whole = '', fraction = ''] = amount.split('.')
    const shown = /^0*$/.test(fraction.slice(decimals)) ? fraction.slice(0, decimals) : fraction
    return shown === '' ? whole : whole + marks.decimal + shown
  }
  const read = (text: string, currency: Currency): Reading<string> => {
    const { code, decimals } = currency
    const bare = plain(text, signsOf(code))
    if (bare === '') return { value: '' }
    if (/^[-\u2212]/.test(bare)) return { why: ['invalid.RANGE'] }
    const parts = split(bare, marks, decimals)
    if (parts === 'two ways') {
      const [before = '', after = ''] = bare.split(/\D/)
      const one = typed(`${before}${after}`, currency)
      const other = typed(`${before}.${after.replace(/0+$/, '')}`, currency)
      return { why: ['typed.amount.twoWays', { one, other }] }
    }
    if (!parts) return { why: ['typed.amount', { example: typed(EXAMPLE, currency) }] }
    const { whole, fraction } = parts
    if (fraction.length > decimals) {
      return {
        why:
          decimals === 0
            ? ['typed.amount.whole', { currency: code }]
            : ['typed.amount.decimals', { currency: code, decimals }],
      }
    }
    return { value: (whole.replace(/^0+(?=\d)/, '') || '0') + (fraction && `.${fraction}`) }
  }
  return { typed, read }
}

/** The text without the currency's sign, the dash of `120,-`, and with one form of each space and apostrophe. */
function plain(text: string, signs: readonly string[]): string {
  let bare = text
    .replace(/\s/g, ' ')
    .replace(/\u2019/g, "'")
    .trim()
  for (const sign of signs) {
    const inSmall = bare.toLowerCase()
    if (inSmall.startsWith(sign.toLowerCase())) bare = bare.slice(sign.length).trim()
    else if (inSmall.endsWith(sign.toLowerCase())) bare = bare.slice(0, -sign.length).trim()
  }
  return bare.replace(/(\d)[.,] ?[-\u2013\u2014]+$/, '$1')
}

/** The digits before and after the decimal sign, where a text can mean only one thing. */
function split(
  text: string,
  { decimal, groups, grouped }: Marks,
  decimals: number,
): { whole: string; fraction: string } | 'two ways' | undefined {
  if (!/^[\d.,' ]*\d[\d.,' ]*$/.test(text)) return undefined
  const found: readonly string[] = text.match(/[.,' ]/g) ?? []
  const kinds = [...new Set(found)]
  const last = found.at(-1)
  if (last === undefined) return { whole: text, fraction: '' }
  const once = found.filter((mark) => mark === last).length === 1
  const at = text.lastIndexOf(last)
  const [before, after] = [text.slice(0, at), text.slice(at + 1)]
  const pointed = last === '.' || last === ','

  if (kinds.length > 2) return undefined
  if (kinds.length === 2) {
    const whole = pointed && once ? ungrouped(before, grouped) : undefined
    return whole === undefined ? undefined : { whole, fraction: after }
  }
  // One sign before three digits is that of thousands or of decimals.
  const mayGroup = /^\d{3}$/.test(after) && /^[1-9]\d{0,2}$/.test(before)
  if (pointed && once && !groups.has(last) && mayGroup) {
    return last === decimal && decimals >= 3 ? { whole: before, fraction: after } : 'two ways'
  }
  if (pointed && once && !mayGroup) return { whole: before, fraction: after }
  const whole = ungrouped(text, grouped)
  return whole === undefined ? undefined : { whole, fraction: '' }
}

/** Without the signs between thousands, where they stand between thousands. */
function ungrouped(text: string, grouped: RegExp): string | undefined {
  return grouped.test(text) ? text.replace(/\D/g, '') : undefined
}

const THOUSANDS = /^\d{1,3}([.,' ])\d{3}(?:\1\d{3})*$/
const LAKHS = new RegExp(`${THOUSANDS.source}|^\\d{1,2}([.,' ])(?:\\d{2}\\2)*\\d{3}$`)

function marksOf(locale: string): Marks {
  const plainly = new Intl.NumberFormat(locale).formatToParts(12345678.5)
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).formatToParts(
    12345678.5,
  )
  const lengths = plainly.flatMap(({ type, value }) => (type === 'integer' ? [value.length] : []))
  return {
    grouped: lengths.slice(1).includes(2) ? LAKHS : THOUSANDS,
    decimal: plainly.find(({ type }) => type === 'decimal')?.value ?? '.',
    groups: new Set([...plainly, ...money].flatMap(({ type, value }) => (type === 'group' ? [value] : []))),
  }
}

/** How a currency is written beside an amount: `€`, `EUR`. */
function written(locale: string, code: string): readonly string[] {
  try {
    return (['symbol', 'narrowSymbol', 'code'] as const).flatMap((currencyDisplay) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency: code, currencyDisplay })
        .formatToParts(0)
        .flatMap(({ type, value }) => (type === 'currency' ? [value] : [])),
    )
  } catch {
    // No currency at all: it is refused in its own field.
    return []
  }
}
