const ASK_AGAIN_MS = 60_000

export interface Renewal {
  /** When the session ends that there is now, as the server says it; undefined where there is none. */
  endsAt: () => Promise<string | undefined>
  /** When it ends after it was renewed; undefined where it may not become older. */
  renew: () => Promise<string | undefined>
}

/** Renews the session whenever half of what was left of it has passed, until it is stopped. Answers how. */
export function keepRenewed({ endsAt, renew }: Renewal): () => void {
  let stopped = false
  let timer: ReturnType<typeof setTimeout>
  const ask = async (step: Renewal['renew']) => {
    const end = await step()
    if (end === undefined) return
    const half = (Date.parse(end) - Date.now()) / 2
    later(renew, Math.max(half, ASK_AGAIN_MS))
  }
  const later = (step: Renewal['renew'], wait: number) => {
    if (stopped) return
    timer = setTimeout(() => void ask(step).catch(() => later(step, ASK_AGAIN_MS)), wait)
  }
  later(endsAt, 0)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
