import type { Executor, TypedDocument } from '../executor.js'
import { newId } from '../newId.js'
import { watch } from '../watch.js'

export interface Activity {
  mode: 'VIEWING' | 'EDITING'
  /** By its name in the row's patch. */
  field: string | null
}

export interface Place {
  /** Says what one does there by now. */
  tell: (activity: Activity) => void
  leave: () => void
}

export interface Joining<TPlace> {
  /** The subscription that is one's presence for as long as it lives. */
  join: TypedDocument<unknown, TPlace & Activity & { presenceId: string }>
  /** The mutation that says what one does there by now. */
  update: TypedDocument<unknown, { input: Activity & { presenceId: string } }>
  /** Where: by the variables of `join`. */
  place: TPlace
}

/** The server takes five a second; from one field to the next is one step, not two. */
const SETTLING_MS = 250

/** Is at a place until one leaves, also across lost sockets. The others see it for as long as the socket lives. */
export function join<TPlace extends object>(
  executor: Executor,
  { join, update, place }: Joining<TPlace>,
): Place {
  const presenceId = newId()
  let now: Activity = { mode: 'VIEWING', field: null }
  /** What the server knows; nothing before it has let us in. */
  let known: Activity | undefined
  let joining = now
  let timer: ReturnType<typeof setTimeout> | undefined

  const send = () => {
    timer = undefined
    if (!known || (known.mode === now.mode && known.field === now.field)) return
    known = now
    executor.execute(update, { input: { presenceId, ...now } }, { fetchPolicy: 'no-cache' }).catch(() => {
      // Presence is late at worst: the next step tells it, or the next socket.
    })
  }
  const stop = watch(executor, join as TypedDocument<unknown, Record<string, unknown>>, {
    variables: { ...place, presenceId },
    fetchPolicy: 'no-cache',
    now: () => ({ ...(joining = now) }),
    onChange: () => {
      known ??= joining
      send()
    },
  })
  return {
    tell: (activity) => {
      now = activity
      timer ??= setTimeout(send, SETTLING_MS)
    },
    leave: () => {
      clearTimeout(timer)
      stop()
    },
  }
}
