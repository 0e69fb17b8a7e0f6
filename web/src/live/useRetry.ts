import { useEffect } from 'react'

const RETRY_MS = 3_000

/** Asks again, and again, while a query fails: the server may be away for a moment. */
export function useRetry(error: unknown, refetch: () => Promise<unknown>): void {
  useEffect(() => {
    if (!error) return
    const timer = setInterval(() => void refetch().catch(() => undefined), RETRY_MS)
    return () => clearInterval(timer)
  }, [error, refetch])
}
