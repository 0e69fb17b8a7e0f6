/** What somebody asks to be written. */
export interface Write<Body> {
  /** By a name that no other row has. Writes of one row wait for each other. */
  row: string
  /** The version that was on the screen, whatever of one's own still waits; 0 where the write makes the row. */
  base: number
  /** The fields that it sets. */
  fields: readonly string[]
  /** Rows that it names, and that have to be made before: it waits for what waits for them. */
  needs?: readonly string[]
  /** What else `send` has to know. It is kept as it is, so it must be something that the storage can keep. */
  body: Body
}

/** Under which name a write was sent already, and when first. */
export interface Sent {
  mutationId: string
  first: number
}

/** A write that was accepted, from then on until somebody forgets it. */
export interface Entry<Body> extends Write<Body> {
  /** The name of the write for the server, in each request that carries it. */
  mutationId: string
  /** Whose it is. It is sent for nobody else, and shown to nobody else. */
  account: string
  /** The order in which they were accepted. One that takes another's place has its number. */
  place: number
  acceptedAt: number
  state: State
}

export type State =
  | { at: 'waiting' }
  /** Stored before it is sent: after a crash, whoever goes on knows that it may have arrived. */
  | { at: 'sending'; first: number }
  /** Nobody knows whether it arrived, and sending it again would not tell: somebody has to choose. */
  | { at: 'undecided'; first: number; why: Doubt }
  | { at: 'ended'; ended: number; end: End }

/** The server may have forgotten the name meanwhile, or made a mistake of which nothing is known. */
export type Doubt = { kind: 'forgotten' } | { kind: 'mistake'; detail: unknown }

export type End =
  /** `version` is the one that this write made; undefined where that can't be told any more. */
  | { as: 'saved'; version: number | undefined; detail: unknown }
  | { as: 'merged'; version: number | undefined; mergedFields: readonly string[]; detail: unknown }
  /** Nothing was written. Until there is a choice, what else waits for the row goes on waiting. */
  | { as: 'conflict'; currentVersion: number; detail: unknown; choice?: Choice }
  | { as: 'refused'; detail: unknown; choice?: Choice }
  /** Somebody gave it up before it was known to have arrived: `sent` where it may have. */
  | { as: 'abandoned'; sent: boolean; choice: Choice }

export type Choice = { kind: 'dropped' } | { kind: 'replaced'; by: string }

/** What came of sending a write once. */
export type Outcome =
  | { kind: 'saved'; version: number | undefined; mergedFields: readonly string[]; detail?: unknown }
  | { kind: 'conflict'; currentVersion: number; detail?: unknown }
  /** Nothing was written, and the same again is refused again. */
  | { kind: 'refused'; detail?: unknown }
  /** Nothing is known: no answer, `UNAVAILABLE`, `UNCONFIRMED`, `TIMEOUT`. It is sent again. */
  | { kind: 'unanswered' }
  /** Nothing was written, because nobody is signed in, or somebody else is. */
  | { kind: 'signedOut' }
  /** Nothing is known, and the server is not away (`INTERNAL`). */
  | { kind: 'mistake'; detail?: unknown }

/** Whether there is nothing left to do about it, by anybody. */
export function isSettled<Body>({ state }: Entry<Body>): boolean {
  if (state.at !== 'ended') return false
  const { end } = state
  return !(end.as === 'conflict' || end.as === 'refused') || end.choice !== undefined
}

/** Whether it waits for somebody's choice. */
export function isOpenQuestion<Body>(entry: Entry<Body>): boolean {
  return entry.state.at === 'undecided' || (entry.state.at === 'ended' && !isSettled(entry))
}
