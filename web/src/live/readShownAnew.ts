import type { ApolloClient } from '@apollo/client'

const wasAborted = (reason: unknown) => reason instanceof DOMException && reason.name === 'AbortError'

/** Asks again for all that is shown. What is closed meanwhile need not be read any more, and is no failure. */
export async function readShownAnew(client: ApolloClient): Promise<void> {
  const asked = client.refetchQueries({ include: 'active' })
  // How each of them ends is told below.
  asked.catch(() => undefined)
  for (const end of await Promise.allSettled(asked.results)) {
    if (end.status === 'rejected' && !wasAborted(end.reason)) throw end.reason
  }
}
