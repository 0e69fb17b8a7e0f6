/** Held by one at a time, of all tabs. Whoever ends without a word has let go of it. */
export interface Lock {
  /** Waits for it, and lets go when `work` is over. Rejects where `signal` is aborted before. */
  hold: (name: string, signal: AbortSignal, work: () => Promise<void>) => Promise<void>
}

/** Tells the other tabs that something has changed. Who misses it learns of it later. */
export interface Notice {
  tell: () => void
  /** Answers how to stop listening. */
  on: (listener: () => void) => () => void
  close: () => void
}

/** `navigator.locks`: a tab that is closed, or crashes, has let go. */
export function webLock(locks: LockManager): Lock {
  return {
    hold: async (name, signal, work) => {
      await locks.request(name, { signal }, work)
    },
  }
}

/** One channel for all tabs of an origin. */
export function broadcastNotice(name = 'frontdesk-queue'): Notice {
  const channel = new BroadcastChannel(name)
  return {
    tell: () => channel.postMessage(null),
    on: (listener) => {
      channel.addEventListener('message', listener)
      return () => channel.removeEventListener('message', listener)
    },
    close: () => channel.close(),
  }
}

/** For programs that are one process, and tests that are several tabs in one. */
export function memoryLock(): Lock {
  const last = new Map<string, Promise<void>>()
  return {
    hold: async (name, signal, work) => {
      const before = last.get(name) ?? Promise.resolve()
      let letGo: () => void = () => undefined
      const held = new Promise<void>((resolve) => (letGo = resolve))
      last.set(
        name,
        before.then(() => held),
      )
      try {
        // Whoever gives up does not wait for those before.
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('gave up waiting')), { once: true })
          if (signal.aborted) reject(new Error('gave up waiting'))
          void before.then(resolve)
        })
        await work()
      } finally {
        letGo()
      }
    },
  }
}

export function memoryNotice(): () => Notice {
  const tabs = new Set<{ listeners: Set<() => void> }>()
  return () => {
    const tab = { listeners: new Set<() => void>() }
    tabs.add(tab)
    return {
      tell: () => {
        for (const other of tabs) if (other !== tab) for (const listener of other.listeners) listener()
      },
      on: (listener) => {
        tab.listeners.add(listener)
        return () => void tab.listeners.delete(listener)
      },
      close: () => void tabs.delete(tab),
    }
  }
}
