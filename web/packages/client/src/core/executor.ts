import type { DocumentNode } from 'graphql'

/** A document with the types of its answer and variables, as code generators make them. */
export interface TypedDocument<TData, TVariables> extends DocumentNode {
  __apiType?: (variables: TVariables) => TData
}

export interface Sink<TData> {
  next: (data: TData) => void
  /** It is over: refused, or cut off for good. */
  error: (error: unknown) => void
  complete: () => void
}

export interface Asking {
  /** What is told is no row that others show: a cache in between leaves it alone. */
  fetchPolicy?: 'no-cache'
}

export interface Executing extends Asking {
  /** Refused for want of a session it fails, rather than waits for the next one, which may be somebody else's. */
  withoutSession?: boolean
}

/**
 * How operations get to the server: directly (`directExecutor`), or through the cache of a GraphQL client, whose
 * adapter this is. All else here stands on it.
 */
export interface Executor {
  /** Answers the data. Fails with an error that has the answer's `errors`, or with another where there is no answer. */
  execute: <TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    variables: TVariables,
    executing?: Executing,
  ) => Promise<TData>
  /** Asks for the variables whenever the subscription is sent: also again, on a new socket. Answers how to stop. */
  subscribe: <TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    variables: () => TVariables,
    sink: Sink<TData>,
    asking?: Asking,
  ) => () => void
}
