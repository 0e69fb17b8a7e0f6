import type { ApolloClient } from '@apollo/client'
import { codeOf, errorsOf } from '@frontdesk/client'
import type { Found, Outcome } from '@frontdesk/client/queue'

import type { Refused, Saved } from '@/editing'
import { WriteInHistoryDocument } from '@/gql/graphql'
import type { Noun } from '@/gql/nouns'

import { type Conflicting, isCreation, type Waiting, type Why } from './entry'
import { requestOf, rowNow } from './requests'

/** What the page has to know of a row that was saved. */
export interface SavedRow {
  __typename: Noun
  id: string
  version: number
}
/** What the page has to know of rows that were made at once. */
export interface SavedRows {
  __typename: `${Noun}sSaved`
  results: readonly Pick<Saved<SavedRow>, 'row' | 'mergedFields'>[]
}
/** The server may have carried it out or not, or can't just now: the same write is sent again. */
const UNANSWERED: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'UNCONFIRMED', 'TIMEOUT', 'RATE_LIMITED'])

/** Whether a failed request says nothing of its write but that the server is away. */
export function isAway(error: unknown): boolean {
  return errorsOf(error).every((answered) => UNANSWERED.has(codeOf(answered)))
}

/** Sends a write once, and says what came of it. `told` is called with the row that it saved. */
export async function sendOnce(
  client: ApolloClient,
  entry: Waiting,
  again: boolean,
  signal: AbortSignal,
  told: (row: SavedRow) => void,
): Promise<Outcome> {
  let member: Saved<SavedRow> | SavedRows | Refused | null | undefined
  try {
    const { data } = await client.mutate({
      ...requestOf(entry),
      // Who is signed in by then may be somebody else: nothing is held back for them.
      context: { withoutSession: true, fetchOptions: { signal } },
    })
    member = Object.values(data ?? {})[0]
  } catch (error) {
    return unlessAway(error)
  }
  if (!member) return { kind: 'unanswered' }
  const [first, ...more] = 'results' in member ? member.results : 'row' in member ? [member] : []
  if (first) {
    for (const { row } of [first, ...more]) told(row)
    const version = again ? await versionMade(client, entry) : first.row.version
    return { kind: 'saved', version, mergedFields: first.mergedFields }
  }
  if ('results' in member || 'row' in member) return { kind: 'unanswered' }
  if (member.__typename === 'Conflict') {
    const { current, currentVersion, fields } = member
    return { kind: 'conflict', currentVersion, detail: { current, fields } satisfies Conflicting }
  }
  const { __typename: end, message } = member
  return { kind: 'refused', detail: { end, message, ...aboutOf(member) } satisfies Why }
}

/** What is wrong, and with which of several rows. */
function aboutOf(refused: Refused): Partial<Why> {
  if (refused.__typename === 'InvalidInput') {
    const { problems } = refused
    return { problems, place: problems[0]?.update?.index ?? 0 }
  }
  return refused.__typename === 'RoomUnavailable' ? { place: refused.update?.index ?? 0 } : {}
}

/** A browser's clock may be wrong by so much without harm. */
const CLOCKS_MS = 60 * 60 * 1000

/** Looks for a write that may have arrived longer ago than the server knows its name. */
export async function find(client: ApolloClient, entry: Waiting): Promise<Found> {
  const { mutationId, row, state } = entry
  const nodes = await historyOf(client, row)
  const made = nodes.find((change) => change.mutationId === mutationId)
  if (made) return { kind: 'arrived', version: made.version }
  if (isCreation(entry)) {
    // Nobody else makes a row of this id: it is there, or was, or it never came.
    const isMade = nodes.length > 0 || (await rowNow(client, entry))
    return isMade ? { kind: 'arrived', version: undefined } : { kind: 'absent' }
  }
  const first = state.at === 'sending' ? state.first : Date.now()
  const reachesBack = nodes.some(({ at }) => Date.parse(at) < first - CLOCKS_MS)
  return { kind: reachesBack ? 'absent' : 'unknown' }
}

/** The row in the answer to a request that is sent again may be newer than what the write made. */
async function versionMade(client: ApolloClient, { mutationId, row }: Waiting): Promise<number | undefined> {
  const nodes = await historyOf(client, row).catch(() => [])
  return nodes.find((change) => change.mutationId === mutationId)?.version
}

async function historyOf(client: ApolloClient, id: string) {
  const { data } = await client.query({
    query: WriteInHistoryDocument,
    variables: { id },
    fetchPolicy: 'no-cache',
    context: { withoutSession: true },
  })
  return data?.history.nodes ?? []
}

function unlessAway(error: unknown): Outcome {
  if (isAway(error)) return { kind: 'unanswered' }
  const [first] = errorsOf(error)
  switch (first && codeOf(first)) {
    case 'UNAUTHENTICATED':
      return { kind: 'signedOut' }
    case 'INTERNAL':
      return { kind: 'mistake' }
    default:
      return { kind: 'refused', detail: { end: undefined, message: first?.message ?? '' } satisfies Why }
  }
}
