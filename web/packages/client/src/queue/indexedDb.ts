import type { Entry } from './entry.js'
import type { QueueStorage } from './storage.js'

const WRITES = 'writes'
const BY_ACCOUNT = 'account'

/** The storage of a browser. All tabs of an origin share it under its name. */
export async function indexedDbStorage<Body>(
  factory: IDBFactory,
  name = 'frontdesk-queue',
): Promise<QueueStorage<Body>> {
  const opening = factory.open(name, 1)
  opening.onupgradeneeded = () => {
    const writes = opening.result.createObjectStore(WRITES, { keyPath: 'mutationId' })
    writes.createIndex(BY_ACCOUNT, 'account')
  }
  const database = await answer(opening)
  // A newer page that knows another shape of it need not wait until this tab is closed.
  database.onversionchange = () => database.close()

  const entriesOf = (store: IDBObjectStore, account: string) =>
    answer(store.index(BY_ACCOUNT).getAll(account) as IDBRequest<Entry<Body>[]>)
  return {
    list: (account) => entriesOf(database.transaction(WRITES).objectStore(WRITES), account),
    change: async (account, step) => {
      // Strict: a write that was accepted is there after a power cut.
      const transaction = database.transaction(WRITES, 'readwrite', { durability: 'strict' })
      const done = completed(transaction)
      try {
        const store = transaction.objectStore(WRITES)
        const { put, forget = [], result } = step(await entriesOf(store, account))
        for (const entry of put) store.put(entry)
        for (const mutationId of forget) store.delete(mutationId)
        await done
        return result
      } catch (error) {
        done.catch(() => undefined)
        abort(transaction)
        throw error
      }
    },
  }
}

function answer<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the storage of this browser failed'))
  })
}

/** Stored is what the transaction completed with: a request that succeeded may still be undone by a full disk. */
function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('the storage of this browser failed'))
  })
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It is over already.
  }
}
