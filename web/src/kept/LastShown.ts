import { createContext, use } from 'react'

/** What a screen that was left would show again, as long as the server is away. */
export class LastShown {
  /** Where the page was opened without the server: as of when it is shown, until the server has answered. */
  at: number | undefined
  /** The bookings of the plan as they are now, or were when it was left. */
  plan: () => readonly unknown[] = () => []

  /** Where the plan's bookings are read for as long as it is shown. Answers how to say that it is left. */
  showPlan(bookings: () => readonly unknown[]): () => void {
    this.plan = bookings
    return () => {
      const left = bookings()
      if (this.plan === bookings) this.plan = () => left
    }
  }

  /** What was kept is shown, as of then. */
  begin(at: number, plan: readonly unknown[]): void {
    this.at = at
    this.plan = () => plan
  }

  /** The server has answered: what is shown is as it is now. */
  answered(): void {
    this.at = undefined
  }

  clear(): void {
    this.at = undefined
    this.plan = () => []
  }
}

export const LastShownContext = createContext<LastShown | undefined>(undefined)

export function useLastShown(): LastShown {
  const shown = use(LastShownContext)
  if (!shown) throw new Error('useLastShown is used outside of LastShownContext')
  return shown
}
