import type { Page } from '@playwright/test'

import { expect, testApart as test } from './fixtures'
import { Hotel } from './hotel'
import { BACK, inTray, isLost, tray } from './outage'
import { bar, show, twoRooms } from './plan'
import { SERVER_AWAY } from './printed'
import type { Server } from './server'
import { begin, book, close, newBooking, question, waitingBooking } from './waiting'

/** What a browser prints that is cut off from everything. */
const OFFLINE = /net::ERR_INTERNET_DISCONNECTED/

// As people have it.
test.use({ serviceWorkers: 'allow' })

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

test('of two tabs, one withdraws and changes what the other wrote, before it is sent', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, upper, lower, guest } = await house(server, 'Withdrawn')
  const one = await signedInAs('Anna')
  const other = await one.context().newPage()
  await other.goto('/')
  printed.expect(SERVER_AWAY, OFFLINE)
  await away([one, other], 'Withdrawn', server)
  await book(one, hotel, upper, guest, [0, 2])
  await close(one)
  await book(one, hotel, lower, guest, [4, 6])
  await close(one)

  await expect(question(other, 'Withdrawn 1')).toHaveAccessibleName(new RegExp(guest))
  await question(other, 'Withdrawn 1').click()
  await waitingBooking(other, guest).getByRole('button', { name: 'Discard', exact: true }).click()
  await expect(question(one, 'Withdrawn 1')).toHaveCount(0)
  await question(other, 'Withdrawn 2').click()
  const dialog = waitingBooking(other, guest)
  await dialog.getByRole('textbox', { name: 'Notes' }).fill('changed before it was made')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeDisabled()
  await expect(dialog.getByRole('textbox', { name: 'Notes' })).toHaveValue('changed before it was made')
  await close(other)

  await server.restart()
  await expect
    .poll(() => hotel.bookingsIn(lower), BACK)
    .toMatchObject([{ notes: 'changed before it was made' }])
  await expect(question(one, 'Withdrawn 2')).toHaveCount(0, BACK)
  expect(await hotel.bookingsIn(upper)).toEqual([])
})

/** Somebody has written while the server was away, and is still cut off when it is back. */
async function backWithout(page: Page, server: Server): Promise<void> {
  await page.context().setOffline(true)
  await server.restart()
}

test('a room that others took meanwhile is refused, and another is chosen there and then', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, upper, lower, guest } = await house(server, 'Refused')
  const anna = await signedInAs('Anna')
  printed.expect(SERVER_AWAY, OFFLINE)
  await away([anna], 'Refused', server)
  await book(anna, hotel, upper, guest, [0, 3])
  await close(anna)
  await backWithout(anna, server)
  const theirs = await hotel.booking(upper, 1, 2)
  await anna.context().setOffline(false)

  await expect(tray(anna)).toHaveAccessibleName(/0 waiting to be saved, 1 waiting for your choice/, BACK)
  await expect(bar(anna, theirs.reference), 'both are seen').toBeVisible()
  await expect(question(anna, 'Refused 1')).toBeVisible()
  await tray(anna).click()
  await expect(toldNew(anna, guest)).toContainText('The room is not promised yet')
  await toldNew(anna, guest).getByRole('link', { name: 'Choose another room' }).click()
  const dialog = waitingBooking(anna, guest)
  await expect(dialog.getByRole('alert')).toContainText(theirs.reference)
  await dialog.getByRole('button', { name: /^Refused 2/ }).click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => hotel.bookingsIn(lower), BACK).toHaveLength(1)
  expect(await hotel.bookingsIn(upper)).toHaveLength(1)
  const [made] = await hotel.bookingsIn(lower)
  await expect(anna.getByRole('dialog', { name: `Booking ${made?.reference ?? ''}` })).toBeVisible(BACK)
})

test('of two rooms that wait together none is made where one is taken, until another is chosen', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, upper, lower, guest } = await house(server, 'Together')
  const spare = await hotel.room('Together 3')
  const anna = await signedInAs('Anna')
  printed.expect(SERVER_AWAY, OFFLINE)
  await away([anna], 'Together', server)
  const dialog = await begin(anna, hotel, upper, [0, 3])
  await dialog.getByRole('combobox', { name: 'Guest' }).fill(guest)
  await anna.getByRole('option', { name: guest }).first().click()
  await dialog.getByRole('button', { name: 'Add a room' }).click()
  const second = dialog.getByRole('group', { name: 'Room 2' })
  await second.getByRole('combobox', { name: 'Room' }).fill('Together 2')
  await second.getByRole('combobox', { name: 'Room' }).press('Enter')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(waitingBooking(anna, `${guest}, Together 1, Together 2`)).toBeVisible()
  await close(anna)
  for (const name of ['Together 1', 'Together 2']) await expect(question(anna, name)).toBeVisible()
  await expect(tray(anna)).toHaveAccessibleName(/1 waiting to be saved/)

  await backWithout(anna, server)
  const theirs = await hotel.booking(lower, 1, 2)
  await anna.context().setOffline(false)
  await expect(tray(anna)).toHaveAccessibleName(/0 waiting to be saved, 1 waiting for your choice/, BACK)
  expect(await hotel.bookingsIn(upper)).toEqual([])
  await tray(anna).click()
  await toldNew(anna, guest).getByRole('link', { name: 'Choose another room' }).click()
  const asked = waitingBooking(anna, guest)
  await expect(asked.getByRole('alert')).toContainText(theirs.reference)
  await expect(asked.getByRole('combobox', { name: 'Room' })).toHaveValue(/^Together 2/)
  await expect(asked.getByRole('button', { name: /^Together 1/ }), 'it is the other one of them').toHaveCount(
    0,
  )
  await asked.getByRole('button', { name: /^Together 3/ }).click()
  await asked.getByRole('button', { name: 'Save', exact: true }).click()
  for (const own of [upper, spare]) {
    await expect.poll(() => hotel.bookingsIn(own), BACK).toMatchObject([{ guest: { name: guest } }])
  }
  expect(await hotel.bookingsIn(lower)).toMatchObject([{ reference: theirs.reference }])
})

test('a guest who is made in the same dialog goes before the booking, which waits while that is refused', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, upper } = await house(server, 'Both')
  const anna = await signedInAs('Anna')
  printed.expect(SERVER_AWAY, OFFLINE)
  await away([anna], 'Both', server)
  const booking = await begin(anna, hotel, upper, [0, 3])
  await booking.getByRole('combobox', { name: 'Guest' }).fill('Nora Neu')
  await anna.getByRole('option', { name: 'New guest: Nora Neu' }).click()
  await booking.getByRole('textbox', { name: 'E-mail' }).fill('nobody')
  await booking.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(waitingBooking(anna, 'Nora Neu')).toBeVisible()
  await close(anna)

  await server.restart()
  await expect(tray(anna)).toHaveAccessibleName(/1 waiting to be saved, 1 waiting for your choice/, BACK)
  await tray(anna).click()
  await expect(toldNew(anna, 'New booking: Nora Neu')).toContainText(
    'Waits for your choice about what it needs.',
  )
  expect(await hotel.bookingsIn(upper)).toEqual([])
  await toldNew(anna, 'New guest: Nora Neu').getByRole('link', { name: 'Change' }).click()
  const mended = anna.getByRole('dialog', { name: 'New guest: Nora Neu' })
  await expect(mended.getByRole('status').first()).toContainText('E-mail')
  await mended.getByRole('textbox', { name: 'E-mail' }).fill('nora@neu.example')
  await mended.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => hotel.bookingsIn(upper), BACK).toMatchObject([{ guest: { name: 'Nora Neu' } }])
})

test('somebody else at the same desk neither sees nor makes what waits', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.setTimeout(180_000)
  const { hotel, upper, guest } = await house(server, 'Others')
  const page = await signedInAs('Anna')
  printed.expect(SERVER_AWAY, OFFLINE)
  await away([page], 'Others', server)
  await book(page, hotel, upper, guest, [0, 3])
  await close(page)
  await backWithout(page, server)
  const request = { data: { query: 'mutation { signOut { __typename } }' }, headers: { origin: server.url } }
  await page.context().request.post(`${server.url}/graphql`, request)
  await page.context().setOffline(false)
  const ended = page.getByRole('dialog', { name: 'Your session has ended' })
  await ended.getByRole('button', { name: 'Sign in as somebody else' }).click(BACK)
  await page.getByRole('button', { name: 'Ben', exact: true }).click()
  await show(page, 'Others')
  await expect(question(page, 'Others 1')).toHaveCount(0)
  await expect(tray(page)).toBeHidden()
  expect(await hotel.bookingsIn(upper)).toEqual([])

  await page.getByRole('button', { name: 'Ben', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await expect.poll(() => hotel.bookingsIn(upper), BACK).toHaveLength(1)
})
