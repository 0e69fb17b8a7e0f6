import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'

/** What keeps somebody from using the page, or makes it hard. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme, reducedMotion: 'reduce' })

    test('nothing keeps anybody from signing in', async ({ page }) => {
      await page.goto('/')
      await expect(page.getByRole('button', { name: 'Anna', exact: true })).toBeVisible()
      expect(await barriers(page)).toEqual([])
    })

    test('nothing keeps anybody from using the screens', async ({ signedInAs }) => {
      const page = await signedInAs('Mara')
      const found: Record<string, string[]> = {}
      for (const [screen, heading] of [
        ['Room plan', 'Room plan'],
        ['Bookings', 'Bookings'],
        ['Guests', 'Guests'],
        ['Rooms', 'Rooms'],
      ] as const) {
        await page.getByRole('link', { name: screen, exact: true }).click()
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
        await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
        await page.waitForLoadState('networkidle')
        found[screen] = await barriers(page)
      }
      expect(found).toEqual({ 'Room plan': [], Bookings: [], Guests: [], Rooms: [] })
    })
  })
}
