import type { ApolloClient, OperationVariables, TypedDocumentNode } from '@apollo/client'
import { useApolloClient } from '@apollo/client/react'
import { useEffect, useEffectEvent } from 'react'

import { backOff } from './link'

/** What a stream of changes tells, besides the changes themselves. */
export type StreamEvent =
  | { __typename: 'StreamReady'; revision: string }
  | { __typename: 'StreamBookmark'; revision: string }
  | { __typename: 'StreamGap'; oldest?: string; latest?: string }

type StreamTypename = StreamEvent['__typename']
interface Told {
  __typename: string
  revision?: string
}

/** The only field of a subscription's answer. */
export type EventOf<TData> = Extract<TData[keyof TData], { __typename: string }>
/** A member of the event's union that is a change. */
export type ChangeOf<TData> = Exclude<EventOf<TData>, { __typename: StreamTypename }>

export interface WatchOptions<TData, TVariables> {
  /** Without `after`, which the watch keeps itself. */
  variables?: Omit<TVariables, 'after'>
  /** Where to begin: the revision of the list that is on the screen. From now on, where none is given. */
  after?: string
  /** Variables as they are when the subscription is sent, and sent again on a new socket. */
  now?: () => Partial<TVariables>
  /** `no-cache` where what is told is no row that others show. */
  fetchPolicy?: 'no-cache'
  /** Each committed change, once, in the order of the commits. Its row is in the cache already. */
  onChange: (change: ChangeOf<TData>) => void
  /**
   * What was missed can't be told any more. Reads the lists anew and answers a revision that they are not older
   * than: the watch goes on from there.
   */
  onGap?: () => Promise<string | undefined>
}

/**
 * Watches until it is stopped. A socket that is lost resumes behind the newest revision; a refusal is tried again.
 * Answers how to stop.
 */
export function watch<TData, TVariables extends OperationVariables>(
  client: ApolloClient,
  document: TypedDocumentNode<TData, TVariables>,
  { variables, after, now, fetchPolicy, onChange, onGap }: WatchOptions<TData, TVariables>,
): () => void {
  let newest = after
  let failures = 0
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: { unsubscribe: () => void } | undefined

  const tell = (event: Told) => {
    failures = 0
    switch (event.__typename) {
      case 'StreamGap':
        running?.unsubscribe()
        void beginAnew()
        return
      case 'StreamReady':
        // What was missed is still to come: only the first one may move the place.
        newest ??= event.revision
        return
      case 'StreamBookmark':
        newest = event.revision
        return
      default:
        onChange(event as ChangeOf<TData>)
        newest = event.revision
    }
  }

  const beginAnew = async () => {
    try {
      newest = await onGap?.()
      start()
    } catch {
      again(beginAnew)
    }
  }

  const again = (step: () => unknown) => {
    if (!stopped) timer = setTimeout(step, backOff(failures++))
  }

  const start = () => {
    if (stopped) return
    running = client
      .subscribe({
        query: document,
        variables: { ...variables } as TVariables,
        context: { resume: () => ({ after: newest, ...now?.() }) },
        errorPolicy: 'none',
        ...(fetchPolicy && { fetchPolicy }),
      })
      .subscribe({
        next: ({ data, error }) => {
          if (stopped) return
          const [event] = Object.values<Told>(data ?? {})
          if (event) tell(event)
          else if (error) {
            running?.unsubscribe()
            again(start)
          }
        },
        error: () => again(start),
        complete: () => again(start),
      })
  }

  start()
  return () => {
    stopped = true
    clearTimeout(timer)
    running?.unsubscribe()
  }
}

/** Watches while the component is there. New variables begin a new watch. */
export function useWatch<TData, TVariables extends OperationVariables>(
  document: TypedDocumentNode<TData, TVariables>,
  options: WatchOptions<TData, TVariables>,
): void {
  const client = useApolloClient()
  const onChange = useEffectEvent(options.onChange)
  const now = useEffectEvent(() => options.now?.() ?? {})
  const onGap = useEffectEvent(() => options.onGap?.() ?? Promise.resolve(undefined))
  const { after, fetchPolicy } = options
  const key = JSON.stringify(options.variables ?? {})

  useEffect(
    () =>
      watch(client, document, {
        variables: JSON.parse(key) as Omit<TVariables, 'after'>,
        ...(after !== undefined && { after }),
        ...(fetchPolicy && { fetchPolicy }),
        now: () => now(),
        onChange: (change) => onChange(change),
        onGap: () => onGap(),
      }),
    [client, document, key, after, fetchPolicy],
  )
}
