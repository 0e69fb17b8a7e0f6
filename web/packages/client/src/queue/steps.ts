import {
  type Choice,
  type End,
  type Entry,
  isOpenQuestion,
  isSettled,
  type Outcome,
  type Sent,
  type State,
  type Write,
} from './entry.js'

/** What one transaction changes of an account's entries. */
export interface Step<Body, Result> {
  put: readonly Entry<Body>[]
  forget?: readonly string[]
  result: Result
}
type Entries<Body> = readonly Entry<Body>[]
type Ending = Exclude<Outcome, { kind: 'unanswered' | 'signedOut' }>

/**
 * Whether a write would cover what others did to these fields, which its author has not seen: it sets one of them, or
 * one that only makes sense together with one of them.
 */
export type Touches = (fields: readonly string[], othersChanged: readonly string[]) => boolean

const nothing = { put: [] }

export function accept<Body>(
  entries: Entries<Body>,
  write: Write<Body>,
  {
    account,
    mutationId,
    now,
    sent,
  }: { account: string; mutationId: string; now: number; sent?: Sent | undefined },
): Step<Body, Entry<Body>> {
  const place = Math.max(0, ...entries.map((entry) => entry.place)) + 1
  const state: State = sent ? { at: 'sending', first: sent.first } : { at: 'waiting' }
  const entry = { ...write, account, mutationId, place, acceptedAt: now, state }
  return { put: [entry], result: entry }
}

/** The next that can be sent. Different rows do not wait for each other, but where one names the other. */
export function next<Body>(entries: Entries<Body>): Entry<Body> | undefined {
  const held = new Set<string>()
  for (const entry of inOrder(entries)) {
    const { needs = [], row, state } = entry
    if (isSettled(entry)) continue
    if (![row, ...needs].some((name) => held.has(name))) {
      if (state.at === 'sending' || state.at === 'waiting') return entry
    }
    held.add(row)
  }
  return undefined
}

/** The same, marked as being sent. */
export function begin<Body>(entries: Entries<Body>, now: number): Step<Body, Entry<Body> | undefined> {
  const entry = next(entries)
  if (entry?.state.at !== 'waiting') return { ...nothing, result: entry }
  const sending = { ...entry, state: { at: 'sending', first: now } } as const
  return { put: [sending], result: sending }
}

/** What came of it. Counts once: whoever comes later with another answer changes nothing. */
export function end<Body>(
  entries: Entries<Body>,
  mutationId: string,
  outcome: Ending,
  { now, touches }: { now: number; touches: Touches },
): Step<Body, boolean> {
  const entry = entries.find((other) => other.mutationId === mutationId)
  if (entry?.state.at !== 'sending') return { ...nothing, result: false }
  const { first } = entry.state
  if (outcome.kind === 'mistake') {
    const why = { kind: 'mistake', detail: outcome.detail } as const
    return { put: [{ ...entry, state: { at: 'undecided', first, why } }], result: true }
  }
  const ended: Entry<Body> = { ...entry, state: { at: 'ended', ended: now, end: endOf(outcome) } }
  if (outcome.kind !== 'saved' || outcome.version === undefined) return { put: [ended], result: true }
  const { version, mergedFields } = outcome
  const later = entries
    .filter((other) => other.row === entry.row && other.place > entry.place && !isSettled(other))
    .filter((other) => other.state.at === 'waiting')
    // What was made on an older version than this one has not seen what this one had.
    .filter((other) => other.base >= entry.base && other.base < version)
    // Where others were quicker, what stands in the row now is not what the author of the later one looked at.
    .filter((other) => mergedFields.length === 0 || !touches(other.fields, mergedFields))
  return { put: [ended, ...later.map((other) => ({ ...other, base: version }))], result: true }
}

/** The server can no longer be asked by the name of the write, and nothing else tells. */
export function doubt<Body>(entries: Entries<Body>, mutationId: string): Step<Body, boolean> {
  const entry = entries.find((other) => other.mutationId === mutationId)
  if (entry?.state.at !== 'sending') return { ...nothing, result: false }
  const { first } = entry.state
  const state = { at: 'undecided', first, why: { kind: 'forgotten' } } as const
  return { put: [{ ...entry, state }], result: true }
}

/** Gives up a write that was never sent, or one that waits for a choice. */
export function drop<Body>(entries: Entries<Body>, mutationId: string, now: number): Step<Body, boolean> {
  const entry = entries.find((other) => other.mutationId === mutationId)
  const dropped = entry && chosen(entry, { kind: 'dropped' }, now)
  return dropped ? { put: [dropped], result: true } : { ...nothing, result: false }
}

/**
 * Writes something else instead, such as the same on the version that the conflict told of. It is a write with a name
 * of its own, in the other's place.
 */
export function replace<Body>(
  entries: Entries<Body>,
  replaced: string,
  write: Omit<Write<Body>, 'row'>,
  { mutationId, now }: { mutationId: string; now: number },
): Step<Body, Entry<Body> | undefined> {
  const entry = entries.find((other) => other.mutationId === replaced)
  const answered = entry && chosen(entry, { kind: 'replaced', by: mutationId }, now)
  if (!answered) return { ...nothing, result: undefined }
  const { account, place, row } = entry
  const state = { at: 'waiting' } as const
  const mine = { ...write, row, account, mutationId, place, acceptedAt: now, state }
  return { put: [answered, mine], result: mine }
}

/** Sends under the same name what the server made a mistake with. */
export function again<Body>(entries: Entries<Body>, mutationId: string): Step<Body, boolean> {
  const entry = entries.find((other) => other.mutationId === mutationId)
  if (entry?.state.at !== 'undecided' || entry.state.why.kind !== 'mistake')
    return { ...nothing, result: false }
  return { put: [{ ...entry, state: { at: 'sending', first: entry.state.first } }], result: true }
}

/** Deletes those of them that nothing is left to do about. */
export function forget<Body>(entries: Entries<Body>, mutationIds: readonly string[]): Step<Body, void> {
  const settled = entries.filter((entry) => isSettled(entry) && mutationIds.includes(entry.mutationId))
  return { put: [], forget: settled.map((entry) => entry.mutationId), result: undefined }
}

export function inOrder<Body>(entries: Entries<Body>): Entry<Body>[] {
  return [...entries].sort((one, other) => one.place - other.place || one.acceptedAt - other.acceptedAt)
}

function endOf(outcome: Exclude<Ending, { kind: 'mistake' }>): End {
  const { detail } = outcome
  switch (outcome.kind) {
    case 'saved': {
      const { mergedFields, version } = outcome
      return mergedFields.length > 0
        ? { as: 'merged', version, mergedFields, detail }
        : { as: 'saved', version, detail }
    }
    case 'conflict':
      return { as: 'conflict', currentVersion: outcome.currentVersion, detail }
    case 'refused':
      return { as: 'refused', detail }
  }
}

function chosen<Body>(entry: Entry<Body>, choice: Choice, now: number): Entry<Body> | undefined {
  const { state } = entry
  if (state.at === 'waiting' || state.at === 'undecided') {
    const end = { as: 'abandoned', sent: state.at === 'undecided', choice } as const
    return { ...entry, state: { at: 'ended', ended: now, end } }
  }
  if (state.at !== 'ended' || !isOpenQuestion(entry)) return undefined
  const { end } = state
  if (end.as !== 'conflict' && end.as !== 'refused') return undefined
  return { ...entry, state: { ...state, end: { ...end, choice } } }
}
