import { useQuery } from '@apollo/client/react'
import { useConnectionState } from '@frontdesk/client/react'
import { useEffect } from 'react'

import { Bookings } from './Bookings'
import { connection, type User } from './frontdesk'
import { BookingsDocument } from './gql/graphql'
import type { Saves } from './queue'

const words = { connecting: 'Connecting …', open: 'Live', lost: 'The server is away' }

export function Desk({ user, queue, onLeave }: { user: User; queue: Saves; onLeave: () => void }) {
  const { data, error, refetch } = useQuery(BookingsDocument)
  const state = useConnectionState(connection)
  useEffect(
    () =>
      connection.states.on((now) => {
        if (now === 'open') queue.resume()
      }),
    [queue],
  )

  return (
    <>
      <header>
        <h1>Bookings</h1>
        <span role="status">{words[state]}</span>
        <span>{user.name}</span>
        <button onClick={onLeave}>Sign out</button>
      </header>
      {error && !data && (
        <p role="alert">
          {error.message} <button onClick={() => void refetch().catch(() => undefined)}>Try again</button>
        </p>
      )}
      {data && <Bookings page={data.bookings} refetch={refetch} me={user.id} queue={queue} />}
    </>
  )
}
