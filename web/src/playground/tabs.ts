import { DEMO_PASSWORD, DEMO_PEOPLE } from '@/session/demo'

interface Tab {
  query: string
  variables?: string
}

const [someone] = DEMO_PEOPLE

const SIGN_IN = `# 1. Sign in. There is nothing to copy: the browser keeps the token in a cookie that no script can read,
# and sends it with the other tabs, also after a reload.
mutation SignIn {
  signIn(email: "${someone.email}", password: "${DEMO_PASSWORD}") {
    __typename
    ... on Session { expiresAt user { name role } }
    ... on Problem { message }
  }
}
`

/** Elsewhere nobody's password is known, and none belongs into a document that the browser keeps. */
const WHO_AM_I = `# 1. Sign in at the front desk, which is at / on this server. This page is then signed in as well,
# also after a reload.
query WhoAmI {
  me { name role }
}
`

const BOOKINGS = `# 2. Look at some bookings. The saves in the next tabs are about the first of them: what it is like now
# is filled into their variables when you open them.
query Bookings {
  bookings(first: 3, filter: { statuses: [CONFIRMED] }) {
    revision
    nodes { id reference version totalPrice currency notes guest { name } }
  }
}
`

const SAVED = `__typename
    ... on BookingSaved { mergedFields booking { version totalPrice notes } }
    ... on Conflict { currentVersion fields { field base yours theirs changedBy { name } } }
    ... on Problem { message }`

const FIRST_SAVE = `# 3. Save a new price on the version that was just read.
mutation FirstSave($id: ID!, $version: Int!, $price: Decimal!) {
  updateBooking(input: { id: $id, expectedVersion: $version, patch: { totalPrice: $price } }) {
    ${SAVED}
  }
}
`

const STALE_MERGED = `# 4. Save notes as somebody whose screen still shows the old version. Nothing collides with the new price:
# with onStale: MERGE both are kept, and mergedFields tells what came from the other.
mutation StaleSaveMerged($id: ID!, $version: Int!, $notes: String!) {
  updateBooking(input: { id: $id, expectedVersion: $version, patch: { notes: $notes }, onStale: MERGE }) {
    ${SAVED}
  }
}
`

const STALE_CONFLICT = `# 5. Save another price on the old version. That collides: nothing is saved, and the answer holds both prices.
# To keep yours, send it again with currentVersion as the version.
mutation StaleSaveConflict($id: ID!, $version: Int!, $price: Decimal!) {
  updateBooking(input: { id: $id, expectedVersion: $version, patch: { totalPrice: $price }, onStale: MERGE }) {
    ${SAVED}
  }
}
`

const WATCH = `# 6. Watch. Then change a booking at the front desk, or in another window of this page: what is told comes on
# top of the list. After a lost connection it goes on after the last revision, so that nothing is missed.
subscription Watch($after: Revision) {
  bookingChanged(after: $after) {
    __typename
    ... on StreamReady { revision }
    ... on BookingChange {
      revision version action fields
      actor { name }
      booking { reference totalPrice notes }
    }
    ... on StreamBookmark { revision }
    ... on StreamGap { oldest latest }
  }
}
`

/** One booking as the tab Bookings told it first. */
export interface Listed {
  id: string
  version: number
  totalPrice: string
}

const dearer = ({ totalPrice }: Listed, by: number) => String(Math.trunc(Number(totalPrice)) + by)

/** The variables of the tabs that save, by the names of their operations. */
const SAVES: Partial<Record<string, (booking: Listed) => object>> = {
  FirstSave: (booking) => ({ price: dearer(booking, 10) }),
  // Each time another text: notes that are already there would change nothing.
  StaleSaveMerged: () => ({ notes: `Called at ${new Date().toLocaleTimeString()}` }),
  StaleSaveConflict: (booking) => ({ price: dearer(booking, 20) }),
}

export function variablesOf(operation: string, booking: Listed): string | undefined {
  const { id, version } = booking
  const rest = SAVES[operation]?.(booking)
  return rest && JSON.stringify({ id, version, ...rest }, null, 2)
}

/** What the playground opens with: a short story, in the order of the tabs. */
export function storyTabs(demo: boolean): Tab[] {
  const first = demo ? SIGN_IN : WHO_AM_I
  return [first, BOOKINGS, FIRST_SAVE, STALE_MERGED, STALE_CONFLICT, WATCH].map((query) => ({ query }))
}
