import { backOff } from './backOff.js'
import type { Asking, Executor, TypedDocument } from './executor.js'

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

export interface WatchOptions<TData, TVariables> extends Asking {
  /** Without `after`, which the watch keeps itself. */
  variables?: Omit<TVariables, 'after'>
  /** Where to begin: the revision of the list that is on the screen. From now on, where none is given. */
  after?: string
  /** Variables as they are when the subscription is sent, and sent again on a new socket. */
  now?: () => Partial<TVariables>
  /** Each committed change, once, in the order of the commits. Where there is a cache, its row is there already. */
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
export function watch<TData, TVariables>(
  executor: Executor,
  document: TypedDocument<TData, TVariables>,
  { variables, after, now, fetchPolicy, onChange, onGap }: WatchOptions<TData, TVariables>,
): () => void {
  let newest = after
  let failures = 0
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: (() => void) | undefined

  const tell = (event: Told) => {
    failures = 0
    switch (event.__typename) {
      case 'StreamGap':
        running?.()
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
    running = executor.subscribe(
      document,
      () => ({ ...variables, after: newest, ...now?.() }) as TVariables,
      {
        next: (data) => {
          if (stopped) return
          const [event] = Object.values<Told>(data as Record<string, Told>)
          if (event) tell(event)
        },
        error: () => again(start),
        complete: () => again(start),
      },
      fetchPolicy && { fetchPolicy },
    )
  }

  start()
  return () => {
    stopped = true
    clearTimeout(timer)
    running?.()
  }
}
