import type { Page } from '@playwright/test'

/**
 * Counts what somebody has to do: each press of a mouse button or a finger, and each key but for those that are only
 * held. The page itself counts, so that no story can forget one. Answers the steps since the last question.
 */
export async function countSteps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as Window & { steps?: number }
    counted.steps = 0
    const step = () => (counted.steps = (counted.steps ?? 0) + 1)
    window.addEventListener('pointerdown', step, { capture: true })
    window.addEventListener(
      'keydown',
      ({ key }) => {
        if (!['Control', 'Shift', 'Alt', 'Meta'].includes(key)) step()
      },
      { capture: true },
    )
  })
  return () =>
    page.evaluate(() => {
      const counted = window as Window & { steps?: number }
      const taken = counted.steps ?? 0
      counted.steps = 0
      return taken
    })
}
