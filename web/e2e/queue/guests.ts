import type { Entry, Found, Outcome } from '@frontdesk/client/queue'

/** What a write of these stories sets in a guest. */
export type Patch = Readonly<Record<string, string>>

interface Saved {
  __typename: 'GuestSaved'
  mergedFields: string[]
  guest: { version: number; history: { nodes: { mutationId: string | null; version: number }[] } }
}
type Updated =
  Saved | { __typename: 'Conflict'; currentVersion: number } | { __typename: string; message: string }

const UPDATE = `mutation ($input: UpdateGuestInput!) { updateGuest(input: $input) {
  __typename
  ... on GuestSaved { mergedFields guest { version history(first: 200) { nodes { mutationId version } } } }
  ... on Conflict { currentVersion }
  ... on Problem { message }
} }`
const UNANSWERED = new Set(['UNAVAILABLE', 'UNCONFIRMED', 'TIMEOUT'])

type Answer<T> = { data?: T | null; errors?: { message: string; extensions?: { code?: string } }[] }
/** Posts to the API; rejects where there is no answer. */
export type Post = (query: string, variables?: object) => Promise<Answer<unknown>>

/** Sends a write as an app would whose writes all are of guests. */
export async function sendTo(post: Post, entry: Entry<Patch>, again: boolean): Promise<Outcome> {
  const { base, body, mutationId, row } = entry
  const input = { id: row, expectedVersion: base, patch: body, onStale: 'MERGE', mutationId }
  const { data, errors } = (await post(UPDATE, { input })) as Answer<{ updateGuest: Updated | null }>
  const code = errors?.[0]?.extensions?.code
  if (code === 'UNAUTHENTICATED') return { kind: 'signedOut' }
  if (code !== undefined)
    return UNANSWERED.has(code) ? { kind: 'unanswered' } : { kind: 'mistake', detail: errors }
  const updated = data?.updateGuest
  if (!updated) return { kind: 'unanswered' }
  if ('guest' in updated) {
    const { guest, mergedFields } = updated
    const made = guest.history.nodes.find((change) => change.mutationId === mutationId)?.version
    return { kind: 'saved', version: again ? made : guest.version, mergedFields }
  }
  if ('currentVersion' in updated) return { kind: 'conflict', currentVersion: updated.currentVersion }
  return { kind: 'refused', detail: updated }
}

export async function findIn(post: Post, { mutationId, row }: Entry<Patch>): Promise<Found> {
  const asked = await post(
    'query ($id: ID!) { history(id: $id, first: 200) { nodes { mutationId version } } }',
    {
      id: row,
    },
  )
  const { data } = asked as Answer<{ history: { nodes: { mutationId: string | null; version: number }[] } }>
  const made = data?.history.nodes.find((change) => change.mutationId === mutationId)
  return made ? { kind: 'arrived', version: made.version } : { kind: 'unknown' }
}
