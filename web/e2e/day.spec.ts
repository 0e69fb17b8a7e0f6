import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import { test } from './plan'

/** The day that the plan has chosen, in its header. */
const chosen = (page: Page, day: string) => {
  const month = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  const name = `${Number(day.slice(8))}\\s*${new Intl.DateTimeFormat('en-GB', month).format(Date.parse(day))}$`
  return page.getByRole('button', { pressed: true, name: new RegExp(`\\D${name}`) })
}
const named = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day))
const typed = (day: string) => day.split('-').reverse().join('/')

// A day apart and one hour: wherever the hotel stands, one of them has another day now.
for (const timezoneId of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
  test.describe(timezoneId, () => {
    test.use({ timezoneId })

    test("the page's day is the hotel's, wherever the browser is", async ({ hotel, signedInAs }) => {
      const anna = await signedInAs('Anna')
      const today = hotel.day(0)
      await expect(chosen(anna, today)).toBeVisible()
      await anna.goto('/bookings')
      await expect(anna.getByRole('textbox', { name: 'Nights from' })).toHaveValue(typed(today))
      // The calendar marks it too.
      await anna.getByRole('textbox', { name: 'Nights from' }).click()
      const marked = anna.locator('[data-dates-dropdown] [aria-current="date"]')
      await expect(marked).toHaveAccessibleName(named(today))
      await anna.keyboard.press('Escape')
      await anna.goto('/bookings?new=')
      await expect(anna.getByRole('textbox', { name: 'Arrival' })).toHaveValue(typed(today))
      await expect(anna.getByRole('button', { name: 'Checked in' })).toBeVisible()
    })
  })
}

test("a page that stays open goes on to the hotel's next day", async ({ hotel, signedInAs }) => {
  await hotel.booking(await hotel.room('Tonight'), 0, 2)
  const anna = await signedInAs('Anna')
  const overdue = anna
    .getByRole('region', { name: 'Overdue arrivals' })
    .getByRole('button', { name: 'Tonight' })
  let [today, endsAt] = [hotel.day(0), Date.now() + 3_600_000]
  // The hotel's day ends when the story says so, however the page hears of it.
  const untilThen = (answer: string) =>
    answer
      .replace(/"today":"[^"]*"/g, `"today":"${today}"`)
      .replace(/"todayEndsAt":"[^"]*"/g, () => `"todayEndsAt":"${new Date(endsAt).toISOString()}"`)
  await anna.route('**/graphql', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: untilThen(await response.text()) })
  })
  await anna.routeWebSocket(/graphql/, (page) => {
    const server = page.connectToServer()
    server.onMessage((message) => page.send(untilThen(message.toString())))
  })
  endsAt = Date.now() + 5_000
  await anna.reload()
  await expect(chosen(anna, hotel.day(0))).toBeVisible()
  await expect(
    anna.getByRole('region', { name: 'Arrivals', exact: true }).getByRole('button', { name: 'Tonight' }),
  ).toBeVisible()
  await expect(overdue).toHaveCount(0)
  ;[today, endsAt] = [hotel.day(1), Date.now() + 3_600_000]
  await expect(chosen(anna, hotel.day(1))).toBeVisible()
  // Who should have come is late by now.
  await expect(overdue).toBeVisible()
})
