import type { Page } from '@playwright/test'

import { expect, testApart as test } from './fixtures'
import { Hotel, type Room } from './hotel'
import { BACK, inTray, isLost, tray } from './outage'
import { bar, room, show, twoRooms } from './plan'
import { SERVER_AWAY } from './printed'
import type { Server } from './server'

/** What a browser prints that is cut off from everything. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/

// As people have it.
test.use({ serviceWorkers: 'allow' })

const newBooking = (page: Page) => page.getByRole('dialog', { name: 'New booking', exact: true })
const waitingBooking = (page: Page, guest: string) =>
  page.getByRole('dialog', { name: new RegExp(`^New booking: ${guest}`) })
const question = (page: Page, name: string) =>
  room(page, name).getByRole('button', { name: /the room is not promised/ })
const toldNew = (page: Page, what: string) => inTray(page).getByRole('listitem').filter({ hasText: what })

/** Two empty rooms, and a guest whom the page has read. */
async function house(server: Server, name: string) {
  const hotel = await Hotel.open(server.url)
  const rooms = await twoRooms(hotel, name)
  const guest = (await hotel.guests())[0]?.name ?? ''
  return { hotel, ...rooms, guest }
}

/** The page shows these rooms, and has on this machine all that it is made of; then the server is gone. */
async function away(pages: readonly Page[], name: string, server: Server): Promise<void> {
  for (const page of pages) {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.goto('/?new=')
    await newBooking(page).getByRole('combobox', { name: 'Guest' }).click()
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(newBooking(page)).toBeHidden()
    await show(page, name)
  }
  await server.kill()
  await Promise.all(pages.map(isLost))
}

/** Books a room for some nights, by its address as a click on the plan does. */
async function book(page: Page, hotel: Hotel, { id }: Room, guest: string, nights: [number, number]) {
  // Within the page: what is read by now is all that there is.
  await page.evaluate(
    (address) => {
      history.pushState(null, '', address)
      dispatchEvent(new PopStateEvent('popstate'))
    },
    `/?new=${id}&from=${hotel.day(nights[0])}&to=${hotel.day(nights[1])}`,
  )
  const dialog = newBooking(page)
  await expect(dialog.getByRole('status')).toContainText('the room is promised to nobody')
  await dialog.getByRole('combobox', { name: 'Guest' }).fill(guest)
  await page.getByRole('option', { name: guest }).first().click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const waiting = waitingBooking(page, guest)
  await expect(waiting.getByRole('status').first()).toContainText('The room is not promised yet')
  return waiting
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: /^New booking/ })).toBeHidden()
}

test('a booking that is begun without the server is a question until the server has made it', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, upper, guest } = await house(server, 'Question')
  const anna = await signedInAs('Anna')
  printed.expect(SERVER_AWAY, OFFLINE)
  await away([anna], 'Question', server)
  await book(anna, hotel, upper, guest, [0, 3])
  await close(anna)
  await expect(question(anna, 'Question 1')).toBeVisible()
  await anna.getByRole('link', { name: 'Bookings', exact: true }).click()
  const list = anna.getByRole('region', { name: 'Waiting to be made' })
  await expect(list).toContainText(guest)
  await expect(list).toContainText('Waits')

  await anna.reload()
  await expect(anna.getByText('The server does not answer. Trying again')).toBeVisible(BACK)
  await server.restart()
  await expect.poll(() => hotel.bookingsIn(upper), BACK).toHaveLength(1)
  await anna.getByRole('link', { name: 'Room plan' }).click()
  await show(anna, 'Question')
  const [made] = await hotel.bookingsIn(upper)
  await expect(bar(anna, made?.reference ?? '')).toBeVisible(BACK)
  await expect(question(anna, 'Question 1')).toHaveCount(0)
  await tray(anna).click()
  await expect(toldNew(anna, guest)).toContainText('Saved.')
})
