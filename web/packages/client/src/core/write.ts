import { pause } from './backOff.js'
import { codeOf, errorsOf } from './errors.js'
import type { Executor, TypedDocument } from './executor.js'
import { newId } from './newId.js'

/** The members of the union that a mutation's only field answers. */
export type MemberOf<TData> = Extract<TData[keyof TData], { __typename: string }>
export type ConflictOf<TData> = Extract<MemberOf<TData>, { __typename: 'Conflict' }>
/** Every planned end that is no success. All have a `message` that can be shown as it is. */
export type ProblemOf<TData> = Exclude<
  Extract<MemberOf<TData>, { message: string }>,
  { __typename: 'Conflict' }
>
export type SavedOf<TData> = Exclude<MemberOf<TData>, { message: string }>

export type Outcome<TData> =
  /** `mergedFields`: what others changed since the version that was edited, and this save kept. */
  | { kind: 'saved'; saved: SavedOf<TData>; mergedFields: readonly string[] }
  /** Nothing is saved. "Use mine" is another save, with the conflict's `currentVersion` as `expectedVersion`. */
  | { kind: 'conflict'; conflict: ConflictOf<TData> }
  | { kind: 'problem'; problem: ProblemOf<TData> }
  /** Nobody knows whether it is saved. `retry` sends the same write: it is carried out once, whatever happened. */
  | { kind: 'failed'; error: unknown; retry: () => Promise<Outcome<TData>> }

/** One input, or the inputs of a group that is saved as a whole. The write is named here, where it has no name yet. */
export type InputOf<TVariables> = TVariables extends { input: infer TInput } ? Unnamed<TInput> : never
type Unnamed<TInput> = TInput extends readonly (infer TItem)[] ? Named<TItem>[] : Named<TInput>
type Named<TInput> = Omit<TInput, 'mutationId'> & { mutationId?: string }

const TRIES = 4
/** What the server says of a write that it could not carry out, or does not know whether it has. */
const AGAIN: ReadonlySet<string> = new Set(['UNAVAILABLE', 'UNCONFIRMED'])

/** Writes once, however often the request has to be sent. */
export async function write<TData, TVariables>(
  executor: Executor,
  document: TypedDocument<TData, TVariables>,
  input: InputOf<TVariables>,
): Promise<Outcome<TData>> {
  const name = (item: object) => ({ mutationId: newId(), ...item })
  const named = Array.isArray(input) ? input.map(name) : name(input)
  const variables = { input: named } as unknown as TVariables

  const send = async (): Promise<Outcome<TData>> => {
    for (let failures = 0; ; failures++) {
      try {
        return outcomeOf<TData>(await executor.execute(document, variables))
      } catch (error) {
        // The same request would be answered the same, or it isn't answered for long.
        if (isFinal(error) || failures + 1 === TRIES) {
          return { kind: 'failed', error, retry: send }
        }
        await pause(failures)
      }
    }
  }
  return send()
}

/** The server answered, and of something else than a database that can't be asked just now. */
function isFinal(error: unknown): boolean {
  const errors = errorsOf(error)
  return errors.length > 0 && !errors.every((answered) => AGAIN.has(String(codeOf(answered))))
}

export function outcomeOf<TData>(data: TData): Exclude<Outcome<TData>, { kind: 'failed' }> {
  const [member] = Object.values(data as Record<string, MemberOf<TData>>)
  if (!member) throw new TypeError('The document of a versioned mutation asks for its only field.')
  if (member.__typename === 'Conflict') return { kind: 'conflict', conflict: member as ConflictOf<TData> }
  if ('message' in member) return { kind: 'problem', problem: member as ProblemOf<TData> }
  const { mergedFields = [] } = member as { mergedFields?: readonly string[] }
  return { kind: 'saved', saved: member as SavedOf<TData>, mergedFields }
}
