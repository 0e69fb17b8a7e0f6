import type { Reading } from './reading'

type Part = 'day' | 'month' | 'year'

/** What a hotel has to do with: a typed `0027` is no year. */
const YEARS = { first: 1900, last: 2199 }

/** Reads and writes days as they are typed in `locale`. A day is as the API has it, `2026-12-24`. */
export function days(locale: string) {
  const digits = new Intl.DateTimeFormat(locale, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  })
  const order = digits
    .formatToParts(0)
    .flatMap(({ type }) => (type === 'day' || type === 'month' || type === 'year' ? [type] : []))
  let months: readonly (readonly string[])[] | undefined
  const typed = (day: string) => digits.format(new Date(`${day}T00:00:00Z`))
  const read = (text: string, after: string): Reading<string | null> => {
    const bare = text.trim()
    if (bare === '') return { value: null }
    const value = inDigits(bare, order, after) ?? inWords(bare, (months ??= monthNames(locale)), after)
    return value ? { value } : { why: ['typed.day', { example: typed(after) }] }
  }
  return { typed, read }
}

/** `5.3.2027`, `7/12`, `2027-03-05`, `05032027`. */
function inDigits(text: string, order: readonly Part[], after: string): string | undefined {
  const found = /^(\d+) ?([./-]) ?(\d+)(?: ?\2(?: ?(\d+))?)?$/.exec(text)
  if (!found) return withoutSigns(text, order)
  const [, first = '', sign, second = '', third] = found
  if (first.length === 4) return third === undefined ? undefined : dayOf([first, second, third], YEAR_FIRST)
  // Nobody can tell what those mean who write the month first and type points: `5.3.` is a European's March.
  if (sign === '.' && order.indexOf('month') < order.indexOf('day')) return undefined
  if (third === undefined) return nextDay([first, second], without(order, 'year'), after)
  return order[0] === 'year' ? undefined : dayOf([first, second, third], order)
}

const YEAR_FIRST: readonly Part[] = ['year', 'month', 'day']

/** `05032027`, and `050327` where the year comes last. */
function withoutSigns(text: string, order: readonly Part[]): string | undefined {
  const cut = (lengths: readonly number[]) => {
    let at = 0
    return lengths.map((length) => text.slice(at, (at += length)))
  }
  const yearLast = order[0] !== 'year'
  if (/^\d{6}$/.test(text) && yearLast) return dayOf(cut([2, 2, 2]), order)
  if (!/^\d{8}$/.test(text)) return undefined
  // No text is a day in both orders: a year's first digits are no month.
  return (yearLast ? dayOf(cut([2, 2, 4]), order) : undefined) ?? dayOf(cut([4, 2, 2]), YEAR_FIRST)
}

/** `7 Dec`, `7. Dezember 2026`, `Dec 7, 2026`. */
function inWords(text: string, months: readonly (readonly string[])[], after: string): string | undefined {
  const bare = folded(text)
    .replace(/[.,\s]+/g, ' ')
    .trim()
  const found =
    /^(?<day>\d{1,2})(?:st|nd|rd|th)? ?(?<name>\p{L}+)(?: (?<year>\d+))?$/u.exec(bare) ??
    /^(?<name>\p{L}+) ?(?<day>\d{1,2})(?:st|nd|rd|th)?(?: (?<year>\d+))?$/u.exec(bare)
  const { day = '', name = '', year } = found?.groups ?? {}
  if (name.length < 3) return undefined
  const called = months.flatMap((names, index) =>
    names.some((known) => known.startsWith(name)) ? [String(index + 1)] : [],
  )
  const [month, another] = called
  if (month === undefined || another !== undefined) return undefined
  return year === undefined
    ? nextDay([day, month], ['day', 'month'], after)
    : dayOf([day, month, year], ['day', 'month', 'year'])
}

/** The next such day, `after` itself included: a 29th of February may be years away. */
function nextDay(parts: readonly string[], order: readonly Part[], after: string): string | undefined {
  const first = Number(after.slice(0, 4))
  for (let year = first; year <= first + 8; year++) {
    const day = dayOf([...parts, String(year)], [...order, 'year'])
    if (day !== undefined && day >= after) return day
  }
  return undefined
}

/** The day that is in the calendar, with all of its parts. A year of two digits is of this century. */
function dayOf(parts: readonly string[], order: readonly Part[]): string | undefined {
  const part = (name: Part) => parts[order.indexOf(name)] ?? ''
  const [day, month, year] = [part('day'), part('month'), part('year')]
  if (day.length > 2 || month.length > 2 || (year.length !== 4 && year.length !== 2)) return undefined
  const whole = Number(year.length === 2 ? `20${year}` : year)
  if (whole < YEARS.first || whole > YEARS.last) return undefined
  const iso = `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  // The 31st of June is read as the 1st of July.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined
}

/** The names of each month, in the reader's country and in their language elsewhere: Jänner and Januar. */
function monthNames(locale: string): readonly (readonly string[])[] {
  const formats = [locale, new Intl.Locale(locale).language].flatMap((place) =>
    (['long', 'short'] as const).map(
      (month) => new Intl.DateTimeFormat(place, { day: 'numeric', month, timeZone: 'UTC' }),
    ),
  )
  return Array.from({ length: 12 }, (_, month) =>
    formats.map((format) => {
      const parts = format.formatToParts(Date.UTC(2026, month, 15))
      return folded(parts.find(({ type }) => type === 'month')?.value ?? '').replaceAll('.', '')
    }),
  )
}

function without(order: readonly Part[], part: Part): readonly Part[] {
  return order.filter((name) => name !== part)
}

/** In small letters, without their accents. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
