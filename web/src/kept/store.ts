/**
 * What the page showed last, on this machine, for whoever showed it: to be read while the server is away. It is kept
 * only where somebody has switched that on for this device, and never for two people at once.
 */
export interface Kept<User = unknown> {
  user: User
  /** When the session ends in which it was read: afterwards it is shown to nobody. */
  until: string
  /** As of when, in milliseconds since the epoch. */
  at: number
  /** The rows of the lists, as Apollo's cache has them. */
  cache: Record<string, unknown>
  /** The bookings of the plan. */
  plan: readonly unknown[]
}

const SWITCH = 'frontdesk-keep'
const [NAME, STORE, LAST] = ['frontdesk-kept', 'kept', 'last']

export function isKeeping(): boolean {
  return localStorage.getItem(SWITCH) === 'yes'
}

export function setKeeping(on: boolean): void {
  if (on) localStorage.setItem(SWITCH, 'yes')
  else localStorage.removeItem(SWITCH)
}

/** Each step waits for the one before: what is erased is not written again by a step that began earlier. */
let last: Promise<unknown> = Promise.resolve()
let erased = 0

export function keep(kept: Kept): Promise<void> {
  const before = erased
  return inTurn(async (store) => {
    if (erased === before && isKeeping()) await done(store('readwrite').put(kept, LAST))
  })
}

export function eraseKept(): Promise<void> {
  erased++
  return inTurn(async (store) => {
    await done(store('readwrite').clear())
  })
}

/** Nothing where its session is over. */
export function readKept<User>(): Promise<Kept<User> | undefined> {
  return inTurn(async (store) => {
    if (!isKeeping()) return undefined
    const kept = (await done(store('readonly').get(LAST))) as Kept<User> | undefined
    return kept && Date.parse(kept.until) > Date.now() ? kept : undefined
  })
}

type Open = (mode: IDBTransactionMode) => IDBObjectStore

function inTurn<Result>(step: (store: Open) => Promise<Result>): Promise<Result> {
  const result = last.then(async () => {
    const opening = indexedDB.open(NAME, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
    const database = await done(opening)
    try {
      return await step((mode) => database.transaction(STORE, mode).objectStore(STORE))
    } finally {
      database.close()
    }
  })
  last = result.catch(() => undefined)
  return result
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the storage of this browser failed'))
  })
}
