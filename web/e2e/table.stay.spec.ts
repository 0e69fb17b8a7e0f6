import type { Page } from '@playwright/test'

import { look } from './card'
import { saved } from './desk'
import { expect } from './fixtures'
import { bar, boxOf, DAY, drag, room, show, test, twoRooms } from './plan'
import { countTask } from './steps'

/** The line of a room in a list of the plan's panel. */
const inPanel = (page: Page, list: string, name: string) =>
  page
    .getByRole('region', { name: list, exact: true })
    .locator('div')
    .filter({ has: page.getByRole('button', { name: new RegExp(`^${name}`) }) })

test('table: check in', async ({ hotel, signedInAs }) => {
  const comes = await hotel.booking(await hotel.room('Arriving 1'), 0, 2)
  const anna = await signedInAs('Anna')
  const button = inPanel(anna, 'Arrivals', 'Arriving 1').getByRole('button', { name: /^Check in:/ })
  await expect(button).toBeVisible()
  const taken = await countTask(anna)
  await button.click()
  await expect.poll(() => saved(anna, comes, 'status')).toBe('CHECKED_IN')
  expect(await taken()).toEqual({ steps: 1, texts: 0 })
})

test('table: check out', async ({ hotel, signedInAs }) => {
  const leaves = await hotel.booking(await hotel.room('Leaving 1'), -1, 0)
  await hotel.move(leaves, { status: 'CHECKED_IN' })
  const anna = await signedInAs('Anna')
  const button = inPanel(anna, 'Departures', 'Leaving 1').getByRole('button', { name: /^Check out:/ })
  await expect(button).toBeVisible()
  const taken = await countTask(anna)
  await button.click()
  await expect.poll(() => saved(anna, leaves, 'status')).toBe('CHECKED_OUT')
  expect(await taken()).toEqual({ steps: 1, texts: 0 })
})

test('table: undo a check-out', async ({ hotel, signedInAs }) => {
  const left = await hotel.booking(await hotel.room('Left 1'), -1, 0)
  await hotel.move(left, { status: 'CHECKED_IN' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Left')
  await (await look(anna, left)).getByRole('button', { name: /^Check out/ }).click()
  await expect.poll(() => saved(anna, left, 'status')).toBe('CHECKED_OUT')
  const seen = await look(anna, left)
  const taken = await countTask(anna)
  await seen.getByRole('button', { name: /^Undo check-out/ }).click()
  await expect.poll(() => saved(anna, left, 'status')).toBe('CHECKED_IN')
  expect(await taken()).toEqual({ steps: 1, texts: 0 })
})

test('table: confirm an inquiry', async ({ hotel, signedInAs }) => {
  const asks = await hotel.booking(await hotel.room('Asking 1'), 4, 6, { status: 'INQUIRY' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Asking')
  const taken = await countTask(anna)
  const seen = await look(anna, asks)
  await seen.getByRole('button', { name: /^Confirm/ }).click()
  await expect.poll(() => saved(anna, asks, 'status')).toBe('CONFIRMED')
  expect(await taken()).toEqual({ steps: 1, texts: 0 })
})

test('table: cancel', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Off 1'), 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Off')
  const taken = await countTask(anna)
  const seen = await look(anna, booking)
  await seen.getByRole('button', { name: 'Cancel booking' }).click()
  const question = anna.getByRole('dialog', { name: `Cancel booking ${booking.reference}?` })
  await question.getByRole('button', { name: 'Cancel booking' }).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CANCELLED')
  expect(await taken()).toEqual({ steps: 2, texts: 0 })
})

// Where it is in sight: a cancelled stay is on no plan, and finding one is a task of its own.
test('table: reinstate a cancelled stay', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('On again 1'), 3, 6)
  await hotel.move(booking, { status: 'CANCELLED' })
  const anna = await signedInAs('Anna')
  await anna.getByRole('link', { name: 'Bookings', exact: true }).click()
  await anna.getByRole('searchbox', { name: 'Number, guest or notes' }).fill(booking.reference)
  await expect(anna.getByRole('row')).toHaveCount(2)
  const taken = await countTask(anna)
  await anna.getByRole('link', { name: booking.reference }).click()
  await anna.getByRole('button', { name: 'Reinstate this stay' }).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CONFIRMED')
  expect(await taken()).toEqual({ steps: 2, texts: 0 })
})

test('table: lengthen a stay, with its price', async ({ hotel, signedInAs }) => {
  const own = await hotel.room('Price 1', { nightlyRate: '100' })
  const booking = await hotel.booking(own, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Price')
  const taken = await countTask(anna)
  const box = await boxOf(bar(anna, booking.reference))
  const [x, y] = [box.x + box.width - 3, box.y + box.height / 2]
  await anna.mouse.move(x, y)
  await anna.mouse.down()
  await anna.mouse.move(x + 2 * DAY, y, { steps: 6 })
  await anna.mouse.up()
  await anna.getByRole('button', { name: 'Take €500.00' }).click()
  await expect.poll(() => hotel.price(booking.id)).toBe('500.00')
  expect(await taken()).toEqual({ steps: 2, texts: 0 })
  expect(await hotel.stay(booking.id)).toMatchObject({ checkOut: hotel.day(6) })
})

test('table: other room, future stay', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Other')
  const booking = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Other')
  const taken = await countTask(anna)
  await drag(anna, booking.reference, { rooms: 1 })
  await expect(room(anna, 'Other 2').getByRole('button', { name: booking.reference })).toBeVisible()
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ roomId: lower.id, checkIn: hotel.day(3) })
  expect(await taken()).toEqual({ steps: 1, texts: 0 })
})
