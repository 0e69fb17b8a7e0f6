import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { BrowserContext, Page } from '@playwright/test'

import { expect, testApart as base } from './fixtures'
import { Hotel } from './hotel'
import { BACK, isLost, look, note, tray } from './outage'
import { bar, show, twoRooms } from './plan'
import { SERVER_AWAY } from './printed'

/** A browser that can be closed and opened again, as it was left. */
const test = base.extend<{ open: () => Promise<Page> }>({
  open: async ({ playwright, contextOptions, launchOptions, printed, server }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'frontdesk-e2e-browser-'))
    let context: BrowserContext | undefined
    await use(async () => {
      await context?.close()
      context = await playwright.chromium.launchPersistentContext(folder, {
        ...contextOptions,
        ...launchOptions,
        baseURL: server.url,
        serviceWorkers: 'allow',
      })
      printed.listenTo(context)
      return context.newPage()
    })
    await context?.close()
    await rm(folder, { recursive: true, force: true })
  },
})

/** All of the page is on this machine, and what it shows. */
async function keptHere(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const kept = () =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('frontdesk-kept', 1)
          opening.onsuccess = () => {
            const database = opening.result
            const found = database.transaction('kept').objectStore('kept').get('last')
            found.onsuccess = () => {
              const { plan = [], cache = {} } = (found.result ?? {}) as { plan?: unknown[]; cache?: object }
              database.close()
              resolve(plan.length > 0 && JSON.stringify(cache).includes('orderBy'))
            }
          }
        }),
    )
  await expect.poll(kept, BACK).toBe(true)
}

const keepSwitch = (page: Page) =>
  page.getByRole('menuitemcheckbox', { name: /^Readable without the server/ })

test('a browser that was closed opens the last plan and list without the server, and saves what it kept', async ({
  open,
  printed,
  server,
}) => {
  test.setTimeout(240_000)
  const hotel = await Hotel.open(server.url)
  const { upper } = await twoRooms(hotel, 'Closed')
  const booking = await hotel.booking(upper, 0, 3)
  let page = await open()
  await page.goto('/')
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await expect(keepSwitch(page), 'nothing is kept unasked').toHaveAttribute('aria-checked', 'false')
  await keepSwitch(page).click()
  await page.keyboard.press('Escape')
  await show(page, 'Closed')
  await look(page, booking)
  await page.getByRole('link', { name: 'Bookings', exact: true }).click()
  await expect(page.getByRole('row', { name: booking.reference })).toBeVisible()
  await page.getByRole('link', { name: 'Room plan' }).click()
  await bar(page, booking.reference).waitFor()
  await keptHere(page)

  printed.expect(SERVER_AWAY)
  await server.kill()
  await isLost(page)
  await show(page, 'Closed')
  await note(page, booking, 'written without the server')

  page = await open()
  await page.goto('/')
  await expect(page.getByRole('status').filter({ hasText: 'What is shown is as of' })).toBeAttached(BACK)
  await show(page, 'Closed')
  await expect(bar(page, booking.reference)).toHaveAccessibleName(/waits to be saved/)
  await expect(tray(page)).toHaveAccessibleName(/1 waiting to be saved/)
  await page.getByRole('link', { name: 'Bookings', exact: true }).click()
  await expect(page.getByRole('row', { name: booking.reference })).toBeVisible()

  await server.restart()
  const notes = async () => {
    const asked = 'query ($id: ID!) { booking(id: $id) { notes } }'
    return (await hotel.ask<{ booking: { notes: string } }>(asked, { id: booking.id })).booking.notes
  }
  await expect.poll(notes, BACK).toBe('written without the server')
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeAttached(BACK)

  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  await server.kill()
  page = await open()
  await page.goto('/')
  await expect(page.getByText('The server does not answer. Trying again')).toBeVisible(BACK)
  await expect(bar(page, booking.reference), 'who has signed out leaves nothing behind').toHaveCount(0)
  await server.restart()
})
