import { useApolloClient, useQuery } from '@apollo/client/react'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { Emitter, type WatchOptions } from '@frontdesk/client'
import { GuardedCache } from '@frontdesk/client/apollo'
import { useWatch } from '@frontdesk/client/react'
import { HotelDocument, LiveBeginDocument } from '@/gql/graphql'
import { useI18n } from '@/i18n'
import { useLastShown } from '@/kept'
import { HouseName } from '@/ui/HouseName'
import { Waiting } from '@/ui/Waiting'

import { type LiveChange, LiveContext, rowOf, WATCHED, type WatchedDocument } from './context'
import { readShownAnew } from './readShownAnew'
import { useHotelChanges, useHotelDay } from './useHotel'
import { useKeepLast } from './useKeepLast'
import { useRetry } from './useRetry'

/** Watches the hotel for the whole page, and keeps the cache as the hotel is. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const shown = useLastShown()
  // Opened without the server: what it was read at is said, and it is read anew when the server is back.
  const [kept] = useState(shown.at !== undefined)
  const { data, error, refetch } = useQuery(LiveBeginDocument, { fetchPolicy: 'network-only' })
  useRetry(kept && error, refetch)
  // It is read again with all else that is shown. What has begun goes on where that fails: the server may be away by then.
  const [begun, setBegun] = useState(kept)
  if (data && !begun) setBegun(true)
  if (!begun) {
    if (error) throw new Error('the hotel could not be read', { cause: error })
    return <Waiting />
  }
  return (
    <Watching begin={data?.bookings.revision} kept={kept}>
      {children}
    </Watching>
  )
}

interface WatchingProps {
  /** None while the server has not answered yet. */
  begin: string | undefined
  kept: boolean
  children: ReactNode
}

function Watching({ begin, kept, children }: WatchingProps) {
  const { t } = useI18n()
  const client = useApolloClient()
  const shown = useLastShown()
  // All that children show was read after this, and by that is not older.
  const [after, setAfter] = useState(begin)
  if (after === undefined && begin !== undefined) setAfter(begin)
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
      await readShownAnew(client)
      notifications.show({ id: 'live-gap', message: t('live.gap') })
      return data?.bookings.revision
    })().finally(() => {
      reading.current = undefined
    })
    return reading.current
  }

  const begun = after !== undefined
  useEffect(() => {
    if (!begun || !kept) return
    shown.answered()
    if (client.cache instanceof GuardedCache) client.cache.beginAnew()
    // What can't be read says so where it is shown.
    readShownAnew(client).catch(() => undefined)
  }, [begun, kept, client, shown])

  const { data: known } = useQuery(HotelDocument, { fetchPolicy: 'cache-only' })
  const options = { ...(after !== undefined && { after }), onChange, onGap: readAnew }
  useHotelDay()
  useHotelChanges()
  useKeepLast()
  return (
    <LiveContext value={changes}>
      <HouseName value={known?.hotel.name ?? null}>{children}</HouseName>
      {begun &&
        Object.entries(WATCHED).map(([noun, document]) => (
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
