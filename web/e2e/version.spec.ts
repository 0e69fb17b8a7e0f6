import type { Page } from '@playwright/test'

import { built, Front } from './builds'
import { field } from './desk'
import { expect, testApart } from './fixtures'
import { Hotel } from './hotel'
import { BACK, isLost, look, note } from './outage'
import { bar, show, twoRooms } from './plan'
import { SERVER_AWAY } from './printed'

const test = testApart.extend<{ front: Front; baseURL: string }>({
  front: async ({ server }, use) => {
    const front = await Front.open(server, await built('one'))
    await use(front)
    front.close()
  },
  baseURL: async ({ front }, use) => use(front.url),
})

const buildOf = (page: Page) => page.locator('html').getAttribute('data-build')
const newer = (page: Page) =>
  page.getByRole('alert').filter({ hasText: 'A newer version of this page is there' })

async function signIn(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await page.getByRole('navigation').waitFor()
}

/** The files of other builds than `mark` that the page has asked for. */
async function strange(page: Page, mark: string): Promise<string[]> {
  const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  return names.filter((name) => name.includes('/assets/') && !name.includes(`.${mark}.`))
}

test.describe('where the page is kept by a worker', () => {
  test.use({ serviceWorkers: 'allow' })

  test('an open page goes on over a newer version, and takes along what was typed when it is loaded anew', async ({
    front,
    page,
    printed,
    server,
  }) => {
    test.setTimeout(180_000)
    const hotel = await Hotel.open(server.url)
    const { upper } = await twoRooms(hotel, 'Version')
    const [typed, kept] = [await hotel.booking(upper, 0, 3), await hotel.booking(upper, 4, 6)]
    await signIn(page)
    expect(await buildOf(page)).toBe('one')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await show(page, 'Version')
    await look(page, kept)
    printed.expect(SERVER_AWAY)
    await server.kill()
    await isLost(page)
    await note(page, kept, 'kept over the new version')
    await bar(page, typed.reference).click()
    const dialog = page.getByRole('dialog', { name: `Booking ${typed.reference}` })
    await field(dialog, 'Notes').fill('typed, and not saved')

    front.build = await built('two')
    await server.restart()
    const notes = async (id: string) => {
      type Told = { booking: { notes: string } }
      return (await hotel.ask<Told>('query ($id: ID!) { booking(id: $id) { notes } }', { id })).booking.notes
    }
    await expect.poll(() => notes(kept.id), BACK).toBe('kept over the new version')
    await expect(newer(page)).toBeVisible(BACK)
    await expect(field(dialog, 'Notes')).toHaveValue('typed, and not saved')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep editing' }).click()

    // The file of this screen is gone from the server, and none of the newer build comes in its place.
    await page.evaluate(() => {
      history.pushState(null, '', '/guests' + location.search)
      dispatchEvent(new PopStateEvent('popstate'))
    })
    await expect(page.getByRole('heading', { level: 1, name: 'Guests', includeHidden: true })).toBeVisible()
    expect(await strange(page, 'one')).toEqual([])

    await newer(page).getByRole('button', { name: 'Reload' }).click()
    await expect.poll(() => buildOf(page), BACK).toBe('two')
    await expect(field(dialog, 'Notes')).toHaveValue('typed, and not saved')
    expect(await notes(typed.id), 'nothing is saved unasked').toBe('')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => notes(typed.id)).toBe('typed, and not saved')
    expect(await strange(page, 'two')).toEqual([])
    await expect(newer(page)).toHaveCount(0)

    const caches = () => page.evaluate(() => window.caches.keys())
    await expect.poll(caches, BACK).toContain('frontdesk-page-two')
    await page.keyboard.press('Escape')
    await page.reload()
    await expect.poll(caches, 'nobody shows the older one').toEqual(['frontdesk-page-two'])
    await server.kill()
    await page.reload()
    expect(await buildOf(page), 'the next page is the newer one, also without the server').toBe('two')
    await server.restart()
  })
})

test('a page that no worker keeps says what it is when a file of it is gone, and loads the newer one', async ({
  front,
  page,
  printed,
}) => {
  await signIn(page)
  await expect(page.getByRole('status').filter({ hasText: 'Live' })).toBeAttached()
  front.build = await built('two')
  printed.expect(/404/, /dynamically imported module/, /Refused to apply style/, /Unable to preload CSS/)
  await page.getByRole('link', { name: 'Guests', exact: true }).click()
  await expect(newer(page)).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'Something went wrong' })).toBeVisible()
  await newer(page).getByRole('button', { name: 'Reload' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Guests' })).toBeVisible()
  expect(await buildOf(page)).toBe('two')
  expect(await strange(page, 'two')).toEqual([])
})
