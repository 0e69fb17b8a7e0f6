import type { Page } from '@playwright/test'

import { saved } from './desk'
import { expect } from './fixtures'
import type { Booking } from './hotel'
import { bar, boxOf, DAY, drag, middleOf, plan, room, ROOM, show, test, twoRooms } from './plan'
import { countSteps } from './steps'

const card = (page: Page, { reference }: Booking) =>
  page.getByRole('region', { name: `${reference} at a glance` })

/** Rests the pointer on a bar until its card is there. */
async function look(page: Page, booking: Booking) {
  await bar(page, booking.reference).hover()
  await expect(card(page, booking)).toBeVisible()
  return card(page, booking)
}

/** The line of a room in a list of the plan's panel. */
const inPanel = (page: Page, list: string, name: string) =>
  page
    .getByRole('region', { name: list, exact: true })
    .locator('div')
    .filter({ has: page.getByRole('button', { name: new RegExp(`^${name}`) }) })

test('in the panel one click checks in, and one checks out', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Desk')
  const comes = await hotel.booking(upper, 0, 2)
  const leaves = await hotel.booking(lower, -1, 0)
  await hotel.move(leaves, { status: 'CHECKED_IN' })
  const anna = await signedInAs('Anna')
  const steps = await countSteps(anna)
  await inPanel(anna, 'Arrivals', 'Desk 1')
    .getByRole('button', { name: /^Check in:/ })
    .click()
  await expect.poll(() => saved(anna, comes, 'status')).toBe('CHECKED_IN')
  expect(await steps()).toBe(1)
  await inPanel(anna, 'Departures', 'Desk 2')
    .getByRole('button', { name: /^Check out:/ })
    .click()
  await expect.poll(() => saved(anna, leaves, 'status')).toBe('CHECKED_OUT')
  expect(await steps()).toBe(1)
})

test('the card of a bar says who it is, and does what is next by one click', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Card')
  const comes = await hotel.booking(upper, 0, 1)
  const asks = await hotel.booking(lower, 4, 6, { status: 'INQUIRY' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Card')
  const steps = await countSteps(anna)
  const seen = await look(anna, comes)
  await expect(seen).toContainText(comes.guest)
  await expect(seen).toContainText('1 night')
  await expect(seen).toContainText('Adults: 1, children: 0')
  await expect(seen).toContainText('€300.00')
  await seen.getByRole('button', { name: /^Check in/ }).click()
  await expect.poll(() => saved(anna, comes, 'status')).toBe('CHECKED_IN')
  expect(await steps()).toBe(1)

  const inquiry = await look(anna, asks)
  await inquiry.getByRole('button', { name: /^Confirm/ }).click()
  await expect.poll(() => saved(anna, asks, 'status')).toBe('CONFIRMED')
  expect(await steps()).toBe(1)
})

test('one click checks out from the card, and one takes it back', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Leaving 1'), -1, 0)
  await hotel.move(booking, { status: 'CHECKED_IN' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Leaving')
  const steps = await countSteps(anna)
  for (const [button, status] of [
    [/^Check out/, 'CHECKED_OUT'],
    [/^Undo check-out/, 'CHECKED_IN'],
  ] as const) {
    const seen = await look(anna, booking)
    await seen.getByRole('button', { name: button }).click()
    await expect.poll(() => saved(anna, booking, 'status')).toBe(status)
    await expect(seen).toHaveCount(0)
    expect(await steps()).toBe(1)
  }
})

test('two steps call off a booking, and two reinstate it', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Off 1'), 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Off')
  const steps = await countSteps(anna)
  const seen = await look(anna, booking)
  await seen.getByRole('button', { name: 'Cancel booking' }).click()
  const question = anna.getByRole('dialog', { name: `Cancel booking ${booking.reference}?` })
  await question.getByRole('button', { name: 'Cancel booking' }).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CANCELLED')
  expect(await steps()).toBe(2)

  await anna.getByRole('link', { name: 'Bookings', exact: true }).click()
  await anna.getByRole('searchbox', { name: 'Number, guest or notes' }).fill(booking.reference)
  await expect(anna.getByRole('row')).toHaveCount(2)
  await steps()
  await anna.getByRole('link', { name: booking.reference }).click()
  await anna.getByRole('button', { name: 'Reinstate this stay' }).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CONFIRMED')
  expect(await steps()).toBe(2)
})

test('table: lengthen a stay, with its price: two steps', async ({ hotel, signedInAs }) => {
  const own = await hotel.room('Price 1', { nightlyRate: '100' })
  const booking = await hotel.booking(own, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Price')
  const steps = await countSteps(anna)
  const box = await boxOf(bar(anna, booking.reference))
  const [x, y] = [box.x + box.width - 3, box.y + box.height / 2]
  await anna.mouse.move(x, y)
  await anna.mouse.down()
  await anna.mouse.move(x + 2 * DAY, y, { steps: 6 })
  await anna.mouse.up()
  await anna.getByRole('button', { name: 'Take €500.00' }).click()
  await expect.poll(() => hotel.price(booking.id)).toBe('500.00')
  expect(await steps()).toBe(2)
  expect(await hotel.stay(booking.id)).toMatchObject({ checkOut: hotel.day(6) })
})

test('table: other room, future stay', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Other')
  const booking = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Other')
  const steps = await countSteps(anna)
  await drag(anna, booking.reference, { rooms: 1 })
  await expect(room(anna, 'Other 2').getByRole('button', { name: booking.reference })).toBeVisible()
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ roomId: lower.id, checkIn: hotel.day(3) })
  expect(await steps()).toBe(1)
})

test('a click on a free night begins a booking of it, and so does a button', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Free')
  const taken = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Free')
  const line = await boxOf(room(anna, 'Free 1'))
  const { x } = await middleOf(bar(anna, taken.reference))
  const steps = await countSteps(anna)
  // The middle of the three nights of the bar is the one of day 4 at its end: five columns on, nobody is there.
  await anna.mouse.click(x + 5 * DAY, line.y + ROOM / 2)
  const dialog = anna.getByRole('dialog', { name: 'New booking' })
  await expect(dialog).toBeVisible()
  expect(await steps()).toBe(1)
  const url = new URL(anna.url())
  expect(url.searchParams.get('new')).toBe(upper.id)
  const [from, to] = [url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? '']
  expect(from >= hotel.day(8) && from <= hotel.day(10), from).toBe(true)
  expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000)

  await anna.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await steps()
  await anna.getByRole('button', { name: 'New booking' }).click()
  await expect(dialog).toBeVisible()
  expect(await steps()).toBe(1)
  await expect(dialog.getByRole('textbox', { name: 'Arrival' })).toHaveValue(
    hotel.day(0).split('-').reverse().join('/'),
  )
})

test('the card is reached, used and left by keyboard', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Keyed 1'), 0, 2)
  const anna = await signedInAs('Anna')
  await show(anna, 'Keyed')
  await expect(bar(anna, booking.reference)).toBeVisible()
  await plan(anna).focus()
  await anna.keyboard.press('ArrowDown')
  const seen = card(anna, booking)
  await expect(seen).toBeVisible()
  await anna.keyboard.press('Tab')
  await expect(seen.getByRole('button', { name: /^Check in/ })).toBeFocused()
  await anna.keyboard.press('Escape')
  await expect(seen).toHaveCount(0)
  await expect(bar(anna, booking.reference)).toBeFocused()

  await anna.keyboard.press('ArrowRight')
  await bar(anna, booking.reference).blur()
  await plan(anna).focus()
  await anna.keyboard.press('ArrowDown')
  await expect(seen).toBeVisible()
  const steps = await countSteps(anna)
  await anna.keyboard.press('Tab')
  await anna.keyboard.press('Enter')
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_IN')
  expect(await steps()).toBe(2)
})

test('who may only look is offered no step', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Seen 1'), 0, 2)
  const vera = await signedInAs('Vera')
  await show(vera, 'Seen')
  const seen = await look(vera, booking)
  await expect(seen.getByRole('button')).toHaveText(['Open'])
  await expect(vera.getByRole('button', { name: /^Check (in|out)/ })).toHaveCount(0)
  await expect(vera.getByRole('button', { name: 'New booking' })).toHaveCount(0)
})
