import type { BookingFilter, BookingStatus } from '@/gql/graphql'
import { partsOf } from '@/lists/useAddress'

export const STATUSES: readonly BookingStatus[] = [
  'INQUIRY',
  'CONFIRMED',
  'CHECKED_IN',
  'CHECKED_OUT',
  'CANCELLED',
  'NO_SHOW',
]

/** What the desk has to do with today, under the names that the address has for it. */
export const CHIPS = ['arriving', 'in-house', 'leaving', 'unconfirmed'] as const
export type Chip = (typeof CHIPS)[number]

/** Which bookings are asked for: a chip's, or those of some nights and statuses. */
export interface Listing {
  chip: Chip | undefined
  filter: BookingFilter
  /** Parts of the address that can't be read, as they stand there. */
  unread: readonly string[]
}

/** The names of the filters that a chip takes the place of. */
const OWN = ['status', 'since', 'until']

/** The filter of a chip. Who should have come or left before is due today. */
export function chipFilter(chip: Chip, today: string): BookingFilter {
  switch (chip) {
    case 'arriving':
      return { statuses: ['CONFIRMED'], checkInBy: today }
    case 'in-house':
      return { statuses: ['CHECKED_IN'] }
    case 'leaving':
      return { statuses: ['CHECKED_IN'], checkOutBy: today }
    case 'unconfirmed':
      return { statuses: ['INQUIRY'], from: today }
  }
}

/**
 * What an address lists: `?show=arriving`, or `?status=INQUIRY,CONFIRMED&since=2026-12-24&until=2027-01-02`, with `q` for
 * the text. Where `since` lacks, it is today; where it is empty, all that was is listed, too.
 */
export function listingIn(search: URLSearchParams, today: string): Listing {
  const text = search.get('q')?.trim()
  const searched = text ? { text } : {}
  const shown = search.get('show')
  if (shown !== null) {
    const chip = CHIPS.find((name) => name === shown)
    const unread = [...(chip ? [] : partsOf(search, ['show'])), ...partsOf(search, OWN)]
    return { chip, filter: { ...searched, ...(chip && chipFilter(chip, today)) }, unread }
  }
  const statuses = (search.get('status') ?? '').split(',').filter((word) => word !== '')
  const known = STATUSES.filter((status) => statuses.includes(status))
  const [since, until] = [search.get('since') ?? today, search.get('until') ?? '']
  const unread = [
    ...(known.length === new Set(statuses).size ? [] : partsOf(search, ['status'])),
    ...(since === '' || isDay(since) ? [] : partsOf(search, ['since'])),
    ...(until === '' || isDay(until) ? [] : partsOf(search, ['until'])),
  ]
  const filter: BookingFilter = {
    ...searched,
    ...(known.length > 0 && { statuses: known }),
    ...(isDay(since) && { from: since }),
    ...(isDay(until) && { to: until }),
  }
  return { chip: undefined, filter, unread }
}

/** The words of the address for a filter; another one than the chip's lets go of the chip. */
export function addressOfFilter(
  change: Readonly<Partial<Record<'statuses' | 'from' | 'to' | 'text', unknown>>>,
): Record<string, string | null> {
  const { statuses, from, to, text } = change
  const values: Record<string, string | null> = {}
  if ('text' in change) values['q'] = typeof text === 'string' && text ? text : null
  if ('statuses' in change) {
    values['status'] = Array.isArray(statuses) && statuses.length > 0 ? statuses.join(',') : null
  }
  if ('from' in change) values['since'] = typeof from === 'string' ? from : ''
  if ('to' in change) values['until'] = typeof to === 'string' ? to : null
  return Object.keys(values).some((name) => OWN.includes(name)) ? { ...values, show: null } : values
}

/** The address of a chip, or of none. */
export function addressOfChip(chip: Chip | null): Record<string, string | null> {
  return { show: chip, status: null, since: null, until: null }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const read = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(read.valueOf()) && read.toISOString().startsWith(text)
}
