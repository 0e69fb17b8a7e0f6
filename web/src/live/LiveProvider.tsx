import { useApolloClient, useQuery } from '@apollo/client/react'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useRef, useState } from 'react'

import { Emitter, type WatchOptions } from '@frontdesk/client'
import { GuardedCache } from '@frontdesk/client/apollo'
import { useWatch } from '@frontdesk/client/react'
import { LiveBeginDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { Waiting } from '@/ui/Waiting'

import { type LiveChange, LiveContext, rowOf, WATCHED, type WatchedDocument } from './context'
import { useHotelDay } from './useHotel'

/** Watches the hotel for the whole page, and keeps the cache as the hotel is. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const { data, error } = useQuery(LiveBeginDocument, { fetchPolicy: 'network-only' })
  if (error) throw new Error('the hotel could not be read', { cause: error })
  if (!data) return <Waiting />
  return <Watching begin={data.bookings.revision}>{children}</Watching>
}

function Watching({ begin, children }: { begin: string; children: ReactNode }) {
  const { t } = useI18n()
  const client = useApolloClient()
  // All that children show was read after this, and by that is not older.
  const [after] = useState(begin)
  const [changes] = useState(() => new Emitter<LiveChange>())

  const onChange = (change: LiveChange) => {
    const { cache } = client
    if (change.action === 'DELETED' && cache instanceof GuardedCache) {
      cache.forget(rowOf(change), change.version)
    }
    changes.emit(change)
  }
  // A gap is told to each of the watches; they share one reading.
  const reading = useRef<Promise<string | undefined>>(undefined)
  const readAnew = () => {
    reading.current ??= (async () => {
      const { data } = await client.query({ query: LiveBeginDocument, fetchPolicy: 'no-cache' })
      if (client.cache instanceof GuardedCache) client.cache.beginAnew()
      await client.refetchQueries({ include: 'active' })
      notifications.show({ id: 'live-gap', message: t('live.gap') })
      return data?.bookings.revision
    })().finally(() => {
      reading.current = undefined
    })
    return reading.current
  }

  const options = { after, onChange, onGap: readAnew }
  useHotelDay()
  return (
    <LiveContext value={changes}>
      {children}
      {Object.entries(WATCHED).map(([noun, document]) => (
        <Watch key={noun} document={document} options={options} />
      ))}
    </LiveContext>
  )
}

type Options = Pick<WatchOptions<unknown, unknown>, 'after' | 'onGap'> & {
  onChange: (change: LiveChange) => void
}

/** Watches one noun. */
function Watch({ document, options }: { document: WatchedDocument; options: Options }) {
  useWatch(document, options)
  return null
}
