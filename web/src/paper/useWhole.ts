import { useApolloClient, useQuery } from '@apollo/client/react'
import { useEffect, useState, useSyncExternalStore } from 'react'

import { LiveBeginDocument, type BookingFilter, PaperBookingsDocument } from '@/gql/graphql'
import { useChanges } from '@/live'
import { useSession } from '@/session/context'

import { type Ask, readWhole, type Whole } from './readWhole'

const [SETTLING_MS, RETRY_MS] = [100, 3_000]

interface Read {
  /** What was read last of this question. */
  whole: Whole | undefined
  /** When that reading began. */
  at: number
  /** Nothing is shown then: what there was may lack something. */
  failed: boolean
  /** Something has changed since it was read. */
  stale: boolean
  lost: boolean
}

/** Bookings read past the cache to the last page, and anew after each change of anything. */
export function useWhole(filters: readonly BookingFilter[]): Read {
  const client = useApolloClient()
  const question = JSON.stringify(filters)
  // Read anew after a gap in what was told, like everything that is shown: then so is this.
  const { data } = useQuery(LiveBeginDocument)
  const [changes, setChanges] = useState(0)
  useChanges(() => setChanges((count) => count + 1))
  const key = `${question} ${changes} ${data?.bookings.revision}`
  const [state, setState] = useState<{
    key: string
    question: string
    whole: Whole | undefined
    at: number
  }>()

  useEffect(() => {
    let left = false
    let timer: ReturnType<typeof setTimeout>
    const ask: Ask = async (filter, after) => {
      const variables = after === undefined ? { filter } : { filter, after }
      const { data } = await client.query({
        query: PaperBookingsDocument,
        variables,
        fetchPolicy: 'no-cache',
      })
      if (!data) throw new Error('the bookings were not answered')
      return data.page
    }
    const read = () => {
      const at = Date.now()
      readWhole(JSON.parse(question) as BookingFilter[], ask).then(
        (whole) => {
          if (!left) setState({ key, question, whole, at })
        },
        () => {
          if (left) return
          setState({ key, question, whole: undefined, at })
          timer = setTimeout(read, RETRY_MS)
        },
      )
    }
    // A group that is saved as a whole is read once.
    timer = setTimeout(read, changes > 0 ? SETTLING_MS : 0)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [client, question, key, changes])

  const { connection } = useSession()
  const lost = useSyncExternalStore(
    (changed) => connection.states.on(changed),
    () => connection.state === 'lost',
  )
  const known = state?.question === question ? state : undefined
  return {
    whole: known?.whole,
    at: known?.at ?? 0,
    failed: known !== undefined && known.whole === undefined,
    stale: known?.key !== key,
    lost,
  }
}
