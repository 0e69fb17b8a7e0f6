import type { ConnectionState } from '@frontdesk/client'

/** What the reader is told of the connection. */
export type ConnectionNews =
  | { is: 'connecting' | 'open' | 'back' }
  /** In milliseconds since the epoch. */
  | { is: 'lost'; since: number }

/** A connection that is lost for less is not worth a word. */
export const GRACE_MS = 1_000
/** How long it is said that it is back. */
export const BACK_MS = 6_000

/**
 * Makes news of the states of a connection: a short loss is none, and a long one ends in the news that it is over.
 * Answers how to stop.
 */
export function watchConnection(
  connection: {
    state: ConnectionState
    states: { on: (tell: (state: ConnectionState) => void) => () => void }
  },
  tell: (news: ConnectionNews) => void,
): () => void {
  let since: number | undefined
  let told = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = (state: ConnectionState) => {
    if (state === 'open') {
      clearTimeout(timer)
      tell({ is: told ? 'back' : 'open' })
      if (told) timer = setTimeout(() => tell({ is: 'open' }), BACK_MS)
      since = undefined
      told = false
    } else if (state === 'lost') {
      if (since !== undefined) return
      clearTimeout(timer)
      const lostAt = (since = Date.now())
      timer = setTimeout(() => {
        told = true
        tell({ is: 'lost', since: lostAt })
      }, GRACE_MS)
    }
  }
  look(connection.state)
  const stop = connection.states.on(look)
  return () => {
    stop()
    clearTimeout(timer)
  }
}
