import type { BookingFilter, PaperBookingsQuery, PaperRowFragment } from '@/gql/graphql'

export type Page = PaperBookingsQuery['page']
export type Ask = (filter: BookingFilter, after: string | undefined) => Promise<Page>

export interface Whole {
  rows: readonly PaperRowFragment[]
  /** Of the last page. */
  revision: string
  /** Whether all was read at one revision. Otherwise a row may have gone from one page to another meanwhile. */
  steady: boolean
}

/** How often it is tried to read all of it at one revision. */
const ATTEMPTS = 4

/** All bookings that pass one of the filters, page after page to the last one. */
export async function readWhole(filters: readonly BookingFilter[], ask: Ask): Promise<Whole> {
  for (let attempt = 1; ; attempt++) {
    const whole = await readOnce(filters, ask)
    if (whole.steady || attempt === ATTEMPTS) return whole
  }
}

async function readOnce(filters: readonly BookingFilter[], ask: Ask): Promise<Whole> {
  const rows = new Map<string, PaperRowFragment>()
  const revisions = new Set<string>()
  let revision = ''
  for (const filter of filters) {
    let after: string | undefined
    do {
      const page = await ask(filter, after)
      for (const row of page.nodes) rows.set(row.id, row)
      revision = page.revision
      revisions.add(revision)
      const { hasNextPage, endCursor } = page.pageInfo
      if (hasNextPage && (!endCursor || endCursor === after))
        throw new Error('the next page has no beginning')
      after = hasNextPage ? (endCursor ?? undefined) : undefined
    } while (after !== undefined)
  }
  return { rows: [...rows.values()], revision, steady: revisions.size <= 1 }
}
