import type { ApolloClient } from '@apollo/client'

import { watch } from '@/frontdesk'
import { JoinBookingDocument, type PresenceMode, UpdatePresenceDocument } from '@/gql/graphql'

export interface Activity {
  mode: PresenceMode
  /** By its name in `BookingPatch`. */
  field: string | null
}

export interface Place {
  /** Says what one does there by now. */
  tell: (activity: Activity) => void
  leave: () => void
}

/** The server takes five a second; from one field to the next is one step, not two. */
const SETTLING_MS = 250

/** Is at a booking until one leaves, also across lost sockets. The others see it for as long as the socket lives. */
export function join(client: ApolloClient, bookingId: string): Place {
  const presenceId = crypto.randomUUID()
  let now: Activity = { mode: 'VIEWING', field: null }
  /** What the server knows; nothing before it has let us in. */
  let known: Activity | undefined
  let joining = now
  let timer: ReturnType<typeof setTimeout> | undefined

  const send = () => {
    timer = undefined
    if (!known || (known.mode === now.mode && known.field === now.field)) return
    known = now
    client
      .mutate({
        mutation: UpdatePresenceDocument,
        variables: { input: { presenceId, ...now } },
        fetchPolicy: 'no-cache',
      })
      .catch(() => {
        // Presence is late at worst: the next step tells it, or the next socket.
      })
  }
  const stop = watch(client, JoinBookingDocument, {
    variables: { bookingId, presenceId, ...now },
    fetchPolicy: 'no-cache',
    now: () => (joining = now),
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
