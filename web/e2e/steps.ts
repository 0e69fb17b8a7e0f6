import type { Page } from '@playwright/test'

/** What somebody had to do. */
export interface Taken {
  /** Presses of a mouse button or a finger, and keys but for those that are only held. */
  steps: number
  /** Texts that were typed, however long: a story puts each in as a whole. */
  texts: number
}

/** Counts what somebody has to do. The page itself counts, so that no story can forget a step. Answers since the last question. */
export async function countTask(page: Page): Promise<() => Promise<Taken>> {
  await page.evaluate(() => {
    const counted = window as Window & { taken?: Taken }
    counted.taken = { steps: 0, texts: 0 }
    const count = (what: keyof Taken) => {
      counted.taken ??= { steps: 0, texts: 0 }
      counted.taken[what] += 1
    }
    window.addEventListener('pointerdown', () => count('steps'), { capture: true })
    window.addEventListener(
      'keydown',
      ({ key }) => {
        if (!['Control', 'Shift', 'Alt', 'Meta'].includes(key)) count('steps')
      },
      { capture: true },
    )
    window.addEventListener(
      'input',
      (event) => {
        if (event instanceof InputEvent && event.inputType === 'insertText') count('texts')
      },
      { capture: true },
    )
  })
  return () =>
    page.evaluate(() => {
      const counted = window as Window & { taken?: Taken }
      const { steps, texts } = counted.taken ?? { steps: 0, texts: 0 }
      counted.taken = { steps: 0, texts: 0 }
      return { steps, texts }
    })
}

/** The same where nothing is typed. */
export async function countSteps(page: Page): Promise<() => Promise<number>> {
  const taken = await countTask(page)
  return async () => (await taken()).steps
}
