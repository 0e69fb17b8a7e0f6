import type { Locator, Page } from '@playwright/test'

import { ask, type Booking, change, makeBooking, openBooking, settled } from './desk'
import { expect, test } from './fixtures'

const toasts = (page: Page) =>
  page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Ignore' }) })
const bell = (page: Page) => page.getByRole('button', { name: /^What others did/ })
const connected = (page: Page) => expect(page.getByRole('status')).toHaveText('Live: changes appear at once')

/** Who booked it, and another room than the booking's. */
async function around(page: Page, { id }: Booking) {
  const { booking, rooms } = await ask<{
    booking: { guest: { name: string }; roomId: string }
    rooms: { nodes: { id: string; name: string }[] }
  }>(page, `{ booking(id: "${id}") { guest { name } roomId } rooms(first: 2) { nodes { id name } } }`)
  const other = rooms.nodes.find((room) => room.id !== booking.roomId)
  if (!other) throw new Error('the demo hotel has one room')
  return { guest: booking.guest.name, other }
}

test('Ben is told who moved whom where and when, ignores it, and finds it in the bell', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const { guest, other } = await around(anna, booking)
  await ben.reload()
  await connected(ben)
  await change(anna, booking, `roomId: "${other.id}"`)

  const said = `Anna moved ${guest} to ${other.name} ·`
  await expect(toasts(ben)).toHaveText(new RegExp(`^${said} (now|\\d+ seconds? ago)View changesIgnore$`))
  await expect(toasts(anna), 'who did it knows it').toHaveCount(0)
  await expect(bell(ben)).toHaveAccessibleName('What others did: 1 new')
  await toasts(ben).getByRole('button', { name: 'Ignore' }).click()
  await expect(toasts(ben)).toHaveCount(0)
  await expect(bell(ben)).toHaveAccessibleName('What others did')

  await bell(ben).click()
  const entry = ben.getByRole('listitem').filter({ hasText: said })
  await expect(entry.getByRole('time')).toHaveText(/^[2-9]|\d\d seconds ago|1 minute ago$/)
  await entry.getByRole('button', { name: 'View changes' }).click()
  await expect(entry).toBeHidden()
  const history = ben.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await expect(history.getByRole('row', { name: new RegExp(`^Room .* ${other.name}\\b`) })).toBeVisible()
})

test('what Anna does to one booking is one toast, and what she does to many is one', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  await ben.reload()
  await connected(ben)
  await change(anna, booking, 'totalPrice: "120"')
  await expect(toasts(ben)).toHaveText([/^Anna changed the price for/])
  await change(anna, booking, 'notes: "has a dog"')
  await expect(toasts(ben)).toHaveText([/^Anna changed the price and the notes for/])

  for (let made = 0; made < 6; made++) await makeBooking(anna)
  await expect(toasts(ben)).toHaveText([/^Anna changed 7 bookings · /])
  await expect(bell(ben)).toHaveAccessibleName('What others did: 1 new')
  await toasts(ben).getByRole('button', { name: 'View changes' }).click()
  await expect(toasts(ben)).toHaveCount(0)
  await expect(ben.getByRole('listitem').filter({ hasText: /^Anna made a booking for/ })).toHaveCount(6)
  await expect(bell(ben)).toHaveAccessibleName('What others did')
})

/** Whether two things that are shown touch. */
async function touch(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()]
  if (!a || !b) throw new Error('one of them is not shown')
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

test('a toast covers neither the arrivals nor the buttons of a dialog', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const arrivals = ben.getByRole('complementary', { name: 'Arrivals and departures' })
  await ben.reload()
  await expect(arrivals).toBeVisible()
  await connected(ben)
  let price = 100
  const toastOf = async () => {
    await change(anna, booking, `totalPrice: "${++price}"`)
    await expect(toasts(ben)).toHaveText([new RegExp(`€${price}\\.00`)])
    await settled(ben)
  }
  await toastOf()
  expect(await touch(toasts(ben), arrivals), 'on a desk').toBe(false)

  // A phone begins with the day.
  await ben.setViewportSize({ width: 390, height: 844 })
  await expect(arrivals).toBeVisible()
  await toastOf()
  expect(await touch(toasts(ben), arrivals), 'on a phone').toBe(false)

  await ben.setViewportSize({ width: 1280, height: 800 })
  const other = await makeBooking(ben)
  const dialog = await openBooking(ben, other)
  await connected(ben)
  await toastOf()
  for (const button of await dialog.getByRole('button').all()) {
    expect(await touch(toasts(ben), button), 'beside a dialog').toBe(false)
  }
  await ben.setViewportSize({ width: 390, height: 844 })
  await expect(toasts(ben), 'no room beside a dialog').toBeHidden()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(bell(ben)).toHaveAccessibleName(/\d new$/)
})
