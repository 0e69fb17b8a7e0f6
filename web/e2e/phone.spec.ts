import type { Page } from '@playwright/test'

import { expect, test } from './fixtures'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

/** How much of the page stands out to the right of the window. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

for (const [language, screens, darkColours] of [
  ['en', ['Bookings', 'Guests', 'Rooms', 'Room plan'], 'Dark colours'],
  ['de', ['Buchungen', 'Gäste', 'Zimmer', 'Zimmerplan'], 'Dunkle Farben'],
] as const) {
  test(`all that the bar has can be reached on a phone: ${language}`, async ({ signedInAs }) => {
    const mara = await signedInAs('Mara')
    await mara.evaluate((chosen) => localStorage.setItem('frontdesk-language', chosen), language)
    await mara.reload()
    const bar = mara.getByRole('banner')
    for (const screen of screens) {
      await bar.getByRole('navigation').getByRole('button').tap()
      await mara.getByRole('menuitem', { name: screen, exact: true }).tap()
      await expect(mara.getByRole('heading', { level: 1, name: screen, exact: true })).toBeVisible()
      await mara.waitForLoadState('networkidle')
      expect(await overhang(mara), screen).toBe(0)
      for (const button of await bar.getByRole('button').all()) {
        await expect(button).toBeInViewport({ ratio: 1 })
      }
    }
    await bar.getByRole('button', { name: darkColours }).tap()
    await expect(mara.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    await bar.getByRole('button', { name: /^(Language|Sprache)$/ }).tap()
    await mara.getByRole('menuitem', { name: 'English' }).tap()
    await bar.getByRole('button', { name: 'Mara', exact: true }).tap()
    await mara.getByRole('menuitem', { name: 'Sign out' }).tap()
    await expect(mara.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  })
}
