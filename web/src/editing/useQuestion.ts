import { useState } from 'react'

interface Question<Doubt> {
  /** What is asked about, while it is. */
  doubt: Doubt | undefined
  /** Asks the reader, and answers whether to go on. */
  ask: (doubt: Doubt) => Promise<boolean>
  answer: (goOn: boolean) => void
}

/** A question that is asked in the middle of something, as before a save. */
export function useQuestion<Doubt>(): Question<Doubt> {
  const [asked, setAsked] = useState<{ doubt: Doubt; resolve: (goOn: boolean) => void }>()
  return {
    doubt: asked?.doubt,
    ask: (doubt) => new Promise((resolve) => setAsked({ doubt, resolve })),
    answer: (goOn) => {
      setAsked(undefined)
      asked?.resolve(goOn)
    },
  }
}
