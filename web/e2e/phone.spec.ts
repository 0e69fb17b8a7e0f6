import type { Page } from '@playwright/test'

import { makeBooking, saved } from './desk'
import { expect, test } from './fixtures'
import { Hotel } from './hotel'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })

/** How much of the page stands out to the right of the window. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

for (const { language, screens, manages, darkColours, find } of [
  {
    language: 'en',
    screens: ['Bookings', 'Guests', 'Rooms', 'Staff', 'Room plan'],
    manages: ['Hotel settings', 'Activity', 'My account'],
    darkColours: 'Dark colours',
    find: 'Find',
  },
  {
    language: 'de',
    screens: ['Buchungen', 'Gäste', 'Zimmer', 'Personal', 'Zimmerplan'],
    manages: ['Hoteleinstellungen', 'Aktivität', 'Mein Konto'],
    darkColours: 'Dunkle Farben',
    find: 'Suchen',
  },
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
    await bar.getByRole('button', { name: find }).tap()
    await mara.getByRole('dialog', { name: find }).getByRole('combobox').fill('101')
    await mara.getByRole('option').first().tap()
    await expect(mara.getByRole('dialog', { name: find })).toHaveCount(0)
    await mara.goto('/')
    const own = async (item: string | RegExp) => {
      await bar.getByRole('button', { name: 'Mara', exact: true }).tap()
      await mara.getByRole('menuitem', { name: item }).tap()
    }
    await own(darkColours)
    await expect(mara.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
    for (const screen of manages) {
      await own(screen)
      await expect(mara.getByRole('heading', { level: 1, name: screen })).toBeVisible()
    }
    await own('English')
    await own('Sign out')
    await expect(mara.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  })
}

test('a phone begins with the day: one tap checks in, and one leads to the plan', async ({
  server,
  signedInAs,
}) => {
  const hotel = await Hotel.open(server.url)
  const booking = await hotel.booking(await hotel.room('Pocket 1'), 0, 2)
  const anna = await signedInAs('Anna')
  const day = anna.getByRole('complementary', { name: 'Arrivals and departures' })
  await expect(day).toBeVisible()
  await expect(anna.getByRole('application', { name: 'Room plan' })).toBeHidden()
  const arrival = day.locator('div').filter({ has: anna.getByRole('button', { name: /^Pocket 1/ }) })
  await arrival
    .last()
    .getByRole('button', { name: /^Check in:/ })
    .tap()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_IN')
  await expect(
    day.getByRole('region', { name: 'In house' }).getByRole('button', { name: /^Pocket 1/ }),
  ).toBeVisible()
  await anna.getByRole('button', { name: 'Room plan', exact: true }).last().tap()
  await expect(anna.getByRole('application', { name: 'Room plan' })).toBeVisible()
  await expect(day).toHaveCount(0)
})

test('a list is cards on a phone: each value under its head, and a tap opens it', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const booking = await makeBooking(anna)
  await anna.goto('/bookings')
  const card = anna.getByRole('row', { name: booking.reference })
  await anna.getByRole('searchbox').fill(booking.reference)
  await expect(card).toBeVisible()
  const cells = card.getByRole('cell')
  const [number, guest] = [await cells.nth(0).boundingBox(), await cells.nth(1).boundingBox()]
  expect(guest?.y, 'below each other').toBeGreaterThan(number?.y ?? 0)
  await expect(cells.filter({ hasText: '€100.00' })).toHaveAttribute('data-head', 'Price')
  await card.getByRole('cell').nth(1).tap()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await expect(dialog).toBeVisible()
  expect((await dialog.boundingBox())?.width, 'all of the screen').toBe(390)
})
