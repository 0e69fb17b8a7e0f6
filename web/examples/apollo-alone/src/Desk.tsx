import { useQuery } from '@apollo/client/react'
import { useSyncExternalStore } from 'react'

import { Bookings } from './Bookings'
import { connectionState, type User } from './client'
import { BookingsDocument } from './gql/graphql'

const words = { connecting: 'Connecting …', open: 'Live', lost: 'The server is away' }

export function Desk({ user, onLeave }: { user: User; onLeave: () => void }) {
  const { data, error, refetch } = useQuery(BookingsDocument)
  const state = useSyncExternalStore(connectionState.subscribe, connectionState.get)

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
      {data && <Bookings bookings={data.bookings.nodes} refetch={refetch} me={user.id} />}
    </>
  )
}
