import type { Page } from '@playwright/test'

import { field, openBooking, saved } from './desk'
import { expect } from './fixtures'
import type { Booking, Hotel } from './hotel'
import { bar, drag, plan, room, show, test, twoRooms } from './plan'
import { countSteps } from './steps'

const toast = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text })
const undo = (page: Page, text: string) => toast(page, text).getByRole('button', { name: 'Undo' })

/** Anna has set the price in the booking's dialog. */
async function priced(page: Page, booking: Booking, price: string) {
  const dialog = await openBooking(page, booking)
  await field(dialog, 'Price').fill(price)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(toast(page, `Saved: booking ${booking.reference} (Price).`)).toBeVisible()
  await expect(dialog).toBeHidden()
}

async function priceOf(hotel: Hotel, { id }: Booking): Promise<string> {
  return hotel.price(id)
}

test('Anna undoes a mistaken check-out by one key, and the departure is as it was', async ({
  hotel,
  signedInAs,
}) => {
  const booking = await hotel.booking(await hotel.room('Left'), -1, 2)
  await hotel.move(booking, { status: 'CHECKED_IN' })
  const anna = await signedInAs('Anna')
  const dialog = await openBooking(anna, booking)
  await dialog.getByRole('button', { name: 'Check out', exact: true }).click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_OUT')
  expect(await hotel.stay(booking.id)).toMatchObject({ checkOut: hotel.day(0) })
  await expect(undo(anna, booking.reference)).toBeVisible()

  const steps = await countSteps(anna)
  await anna.keyboard.press('Control+z')
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_IN')
  expect(await steps()).toBe(1)
  await expect(toast(anna, `Undone: booking ${booking.reference}.`)).toBeVisible()
  expect(await hotel.stay(booking.id)).toMatchObject({ checkOut: hotel.day(2) })
})

test('a confirmation is undone, and the room is free again', async ({ hotel, signedInAs }) => {
  const own = await hotel.room('Confirmed')
  const booking = await hotel.booking(own, 3, 6, { status: 'INQUIRY' })
  const anna = await signedInAs('Anna')
  for (const [button, status] of [
    ['Confirm', 'CONFIRMED'],
    ['Undo confirmation', 'INQUIRY'],
    ['Confirm', 'CONFIRMED'],
  ] as const) {
    const dialog = await openBooking(anna, booking)
    await dialog.getByRole('button', { name: button, exact: true }).click()
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => saved(anna, booking, 'status')).toBe(status)
  }
  await undo(anna, booking.reference).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('INQUIRY')
  await hotel.booking(own, 4, 5)
})

test('moves on the plan are undone one after the other, the last one first', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Back')
  const booking = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Back')
  await drag(anna, booking.reference, { rooms: 1 })
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ roomId: lower.id })
  await drag(anna, booking.reference, { days: 2 })
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ checkIn: hotel.day(5) })

  await plan(anna).focus()
  await anna.keyboard.press('Control+z')
  await anna.keyboard.press('Control+z')
  await expect
    .poll(() => hotel.stay(booking.id))
    .toEqual({ roomId: upper.id, checkIn: hotel.day(3), checkOut: hotel.day(6) })
  await expect(room(anna, 'Back 1').getByRole('button', { name: booking.reference })).toBeVisible()
  await expect(bar(anna, booking.reference)).toHaveCount(1)
})

test('an undo keeps what Mara changed elsewhere meanwhile, and says so', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Merged'), 3, 6)
  const anna = await signedInAs('Anna')
  await priced(anna, booking, '120')
  await hotel.move({ ...booking, version: 2 }, { notes: 'arrives late' })

  await undo(anna, booking.reference).click()
  await expect(toast(anna, 'What others changed meanwhile is kept: Notes.')).toBeVisible()
  expect(await priceOf(hotel, booking)).toBe('300.00')
  expect(await saved(anna, booking, 'notes')).toBe('arrives late')
})

test('an undo of what Mara changed too asks, and overwrites nothing by itself', async ({
  hotel,
  signedInAs,
}) => {
  const booking = await hotel.booking(await hotel.room('Asked'), 3, 6)
  const anna = await signedInAs('Anna')
  await priced(anna, booking, '120')
  await hotel.move({ ...booking, version: 2 }, { totalPrice: '150' })
  await anna.getByRole('button', { name: 'View changes' }).click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await expect(dialog).toBeVisible()

  await undo(anna, booking.reference).click()
  const question = anna.getByRole('dialog', { name: `Mara changed booking ${booking.reference} too` })
  await expect(question.getByRole('radiogroup', { name: 'Price' })).toContainText('€300.00')
  expect(await priceOf(hotel, booking), 'nothing is written before the choice').toBe('150.00')
  await expect(question.getByRole('button', { name: 'Leave it as it is' })).toHaveCount(2)
  await anna.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await expect(dialog, 'which lies below').toBeVisible()
  expect(await priceOf(hotel, booking)).toBe('150.00')
})

test('who chooses their own in the question has it undone', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Chosen'), 3, 6)
  const anna = await signedInAs('Anna')
  await priced(anna, booking, '120')
  await hotel.move({ ...booking, version: 2 }, { totalPrice: '150' })
  await undo(anna, booking.reference).click()
  const question = anna.getByRole('dialog', { name: `Mara changed booking ${booking.reference} too` })
  await question.getByRole('button', { name: 'Use all mine' }).click()
  await question.getByRole('button', { name: 'Save my choice' }).click()
  await expect.poll(() => priceOf(hotel, booking)).toBe('300.00')
  await expect(question).toHaveCount(0)
})

test('a booking that was deleted by mistake is brought back', async ({ hotel, signedInAs }) => {
  const own = await hotel.room('Deleted 1')
  const booking = await hotel.booking(own, 3, 6)
  const anna = await signedInAs('Anna')
  const dialog = await openBooking(anna, booking)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  const question = anna.getByRole('dialog', { name: `Delete booking ${booking.reference}?` })
  await question.getByRole('button', { name: 'Delete' }).click()
  await undo(anna, `Deleted: booking ${booking.reference}.`).click()

  const found = () => hotel.bookingsIn(own)
  await expect
    .poll(found)
    .toMatchObject([
      { checkIn: hotel.day(3), checkOut: hotel.day(6), status: 'CONFIRMED', totalPrice: '300.00' },
    ])
  expect((await found())[0]?.reference, 'the number that the guest has').toBe(booking.reference)
})

test('what Mara deleted can be made anew from its history, where the room is still free', async ({
  hotel,
  signedInAs,
}) => {
  const own = await hotel.room('Deleted 2')
  const booking = await hotel.booking(own, 3, 6)
  const anna = await signedInAs('Anna')
  await expect(anna.getByRole('status')).toHaveText('Live: changes appear at once')
  await hotel.delete(booking)
  const told = toast(anna, `Mara deleted booking ${booking.reference} of`)
  await told.getByRole('button', { name: 'View changes' }).click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  const other = await hotel.booking(own, 4, 5)
  await dialog.getByRole('button', { name: 'Make it anew, as it was' }).click()
  await expect(dialog.getByText('The room is taken on these nights')).toBeVisible()
  await hotel.delete(other)
  await dialog.getByRole('button', { name: 'Make it anew, as it was' }).click()
  await expect(anna.getByRole('dialog', { name: /Booking B-/ }).getByRole('tab')).toHaveCount(3)
  expect(await hotel.bookingsIn(own)).toMatchObject([
    { checkIn: hotel.day(3), checkOut: hotel.day(6), status: 'CONFIRMED', totalPrice: '300.00' },
  ])
})

test('Ctrl+Z in a text field undoes what was typed there, and nothing else', async ({
  hotel,
  signedInAs,
}) => {
  const booking = await hotel.booking(await hotel.room('Typed'), 3, 6)
  const anna = await signedInAs('Anna')
  await priced(anna, booking, '120')
  const search = anna.getByRole('searchbox', { name: 'Name, e-mail or telephone' })
  await search.focus()
  await anna.keyboard.type('late')
  await expect(search).toHaveValue('late')
  await anna.keyboard.press('Control+z')
  await expect(search).not.toHaveValue('late')
  // What would be undone is undone one after the other: after this one, that one would have been.
  await undo(anna, booking.reference).focus()
  expect(await priceOf(hotel, booking)).toBe('120.00')
  await anna.keyboard.press('Control+z')
  await expect.poll(() => priceOf(hotel, booking), 'outside of the field').toBe('300.00')
})

test('who signs in next has nothing of it to undo', async ({ hotel, signedInAs }) => {
  const own = await hotel.room('Signed out')
  const [annas, bens] = [await hotel.booking(own, 3, 6), await hotel.booking(own, 8, 9)]
  const page = await signedInAs('Anna')
  await priced(page, annas, '120')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Anna', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Ben', exact: true }).click()
  await page.getByRole('navigation').waitFor()
  await expect(toast(page, 'Saved:')).toHaveCount(0)
  await page.keyboard.press('Control+z')

  await priced(page, bens, '90')
  await undo(page, bens.reference).click()
  await expect.poll(() => priceOf(hotel, bens)).toBe('300.00')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect(toast(page, `Undone: booking ${bens.reference}.`)).toBeVisible()
  expect(await priceOf(hotel, annas)).toBe('120.00')
})
