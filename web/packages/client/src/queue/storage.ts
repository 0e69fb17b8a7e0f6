import type { Entry } from './entry.js'
import type { Step } from './steps.js'

/** Where writes are kept: for ever, until they are forgotten. */
export interface QueueStorage<Body> {
  list: (account: string) => Promise<readonly Entry<Body>[]>
  /**
   * Reads the account's entries, and writes what `step` makes of them, as one transaction that no other tab comes
   * between. `step` may be run more than once. Rejects where that can't be stored: then nothing is.
   */
  change: <Result>(
    account: string,
    step: (entries: readonly Entry<Body>[]) => Step<Body, Result>,
  ) => Promise<Result>
}

/** For tests, and for programs that need not survive their end. */
export function memoryStorage<Body>(): QueueStorage<Body> {
  const kept = new Map<string, Entry<Body>>()
  const list = (account: string) =>
    structuredClone([...kept.values()].filter((entry) => entry.account === account))
  return {
    list: (account) => Promise.resolve(list(account)),
    change: async (account, step) => {
      await Promise.resolve()
      const { put, forget = [], result } = step(list(account))
      for (const entry of structuredClone(put)) kept.set(entry.mutationId, entry)
      for (const mutationId of forget) kept.delete(mutationId)
      return result
    },
  }
}
