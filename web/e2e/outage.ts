import type { Page } from '@playwright/test'

import { field } from './desk'
import { expect } from './fixtures'
import { bar } from './plan'

/** Somebody comes back by steps, at the latest after some ten seconds. */
export const BACK = { timeout: 45_000 }

export const tray = (page: Page) => page.getByRole('button', { name: /^Changes while the server was away/ })
export const inTray = (page: Page) => page.getByRole('dialog', { name: 'Changes while the server was away' })

/** What the tray says of a booking, once it is opened. */
export const told = (page: Page, reference: string) =>
  inTray(page)
    .getByRole('listitem')
    .filter({ hasText: `Booking ${reference}` })

/** Opens a booking on the plan, types a note, and saves. */
export async function note(page: Page, { reference }: { reference: string }, text: string): Promise<void> {
  await bar(page, reference).click()
  const dialog = page.getByRole('dialog', { name: `Booking ${reference}` })
  await field(dialog, 'Notes').fill(text)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(tray(page), 'it is said to wait').toBeVisible()
}

/** The page has loaded what opens a booking: without the server it could not. */
export async function look(page: Page, { reference }: { reference: string }): Promise<void> {
  await bar(page, reference).click()
  const dialog = page.getByRole('dialog', { name: `Booking ${reference}` })
  await field(dialog, 'Notes').waitFor()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
}

export async function isLost(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: 'No connection since' })).toBeAttached(BACK)
}
