/** A day as a number that can be reckoned with: days since 1 January 1970. The API's `2026-12-24` is `20811`. */
export type DayNumber = number

const MS_PER_DAY = 86_400_000

export function dayNumber(date: string): DayNumber {
  return Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY
}

/** The day as the API has it. */
export function isoDate(day: DayNumber): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
}

export function isWeekend(day: DayNumber): boolean {
  // 1 January 1970 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}

/** The first day of the month that lies `months` after the one of `day`. */
export function monthStart(day: DayNumber, months = 0): DayNumber {
  const date = new Date(day * MS_PER_DAY)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1) / MS_PER_DAY
}
