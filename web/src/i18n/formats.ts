import { amounts, type Currency } from './amounts'
import { type CodeKind, namer } from './codes'
import { days as typedDays } from './days'
import type { Reading } from './reading'

export interface Formats {
  /** A day as the API has it, `2026-12-24`: in the reader's order and words. */
  day: (date: string, style?: 'short' | 'medium' | 'full') => string
  /** From one day to another, with what they share said once. */
  days: (from: string, to: string) => string
  /** How long ago something was, so many milliseconds. */
  ago: (ms: number) => string
  /** Things one after the other: "the room, the days and the price". */
  list: (things: readonly string[]) => string
  /** A moment as the API has it, in the reader's time zone. */
  moment: (at: string) => string
  /** The time of day of a moment, in milliseconds since the epoch. */
  clock: (at: number) => string
  /** An amount as the API has it, `120.00`. */
  money: (amount: string, currency: string) => string
  number: (value: number) => string
  /** How the reader types a day: `24/12/2026`. */
  typedDay: (date: string) => string
  /** The day that a typed text means; one without a year is the next such day, counted from `after`. */
  readDay: (text: string, after: string) => Reading<string | null>
  /** How the reader types an amount: `1234,50`. */
  typedAmount: (amount: string, currency: Currency) => string
  /** The amount that a typed text means. */
  readAmount: (text: string, currency: Currency) => Reading<string>
  /** What a country's or a currency's code stands for. */
  codeName: (code: string, kind: CodeKind) => string
}

/** How dates and money are written in `locale`. */
export function formats(locale: string): Formats {
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
  // A day of the hotel has no time zone: it is told in UTC, where it was read.
  const days = {
    short: onDemand(() => dates({ day: 'numeric', month: 'numeric', timeZone: 'UTC' })),
    medium: onDemand(() => dates({ dateStyle: 'medium', timeZone: 'UTC' })),
    full: onDemand(() => dates({ dateStyle: 'full', timeZone: 'UTC' })),
  }
  const ages = onDemand(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  const lists = onDemand(() => new Intl.ListFormat(locale))
  const moments = onDemand(() => dates({ dateStyle: 'medium', timeStyle: 'short' }))
  const clocks = onDemand(() => dates({ timeStyle: 'short' }))
  const numbers = new Intl.NumberFormat(locale)
  const currencies = new Map<string, Intl.NumberFormat>()
  const typing = onDemand(() => typedDays(locale))
  const amount = onDemand(() => amounts(locale))
  const names = {
    region: onDemand(() => namer(locale, 'region')),
    currency: onDemand(() => namer(locale, 'currency')),
  }

  const inCurrency = (currency: string) => {
    const known = currencies.get(currency)
    if (known) return known
    const made = new Intl.NumberFormat(locale, { style: 'currency', currency })
    currencies.set(currency, made)
    return made
  }
  return {
    day: (date, style = 'medium') => days[style]().format(midnight(date)),
    days: (from, to) => days.medium().formatRange(midnight(from), midnight(to)),
    ago: (ms) => ages().format(...age(ms)),
    list: (things) => lists().format(things),
    moment: (at) => moments().format(new Date(at)),
    clock: (at) => clocks().format(at),
    // As text, so that no cent is lost on the way through a binary number.
    money: (amount, currency) => inCurrency(currency).format(amount as Intl.StringNumericLiteral),
    number: (value) => numbers.format(value),
    typedDay: (date) => typing().typed(date),
    readDay: (text, after) => typing().read(text, after),
    typedAmount: (value, currency) => amount().typed(value, currency),
    readAmount: (text, currency) => amount().read(text, currency),
    codeName: (code, kind) => names[kind]()(code),
  }
}

function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`)
}

const UNITS = [
  ['second', 1_000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
] as const

/** In the largest unit of which it is at least one. */
function age(ms: number): [number, Intl.RelativeTimeFormatUnit] {
  for (const [unit, length, most] of UNITS) {
    const count = Math.floor(ms / length)
    if (count < most) return [-count, unit]
  }
  return [-Math.floor(ms / 86_400_000), 'day']
}

/** A formatter takes a browser milliseconds to make, and the first page shows little that needs one. */
function onDemand<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
