import type { Locator, Page } from '@playwright/test'

import { expect } from './fixtures'
import { bar, boxOf, DAY, ghost, middleOf, NAMES, plan, room, ROOM, show, test, twoRooms } from './plan'

/** Presses on a bar and takes it along, without letting go. */
async function lift(page: Page, what: Locator, by: { days: number; rooms?: number }, at = 0.5) {
  const box = await boxOf(what)
  const [x, y] = [box.x + box.width * at, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + by.days * DAY, y + (by.rooms ?? 0) * ROOM, { steps: 6 })
}

/** Waits for so many frames to be drawn: a scroll that runs by itself shows in them. */
const frames = (page: Page, count: number) =>
  page.evaluate(async (left) => {
    for (; left > 0; left--) await new Promise((done) => requestAnimationFrame(done))
  }, count)

test("Ben sees Anna's bar move as soon as she drops it", async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Drag')
  const booking = await hotel.booking(upper, 3, 6)
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  for (const page of [anna, ben]) {
    await show(page, 'Drag')
    await expect(room(page, 'Drag 1').getByRole('button', { name: booking.reference })).toBeVisible()
  }
  await lift(anna, bar(anna, booking.reference), { days: 2, rooms: 1 })
  await expect(ghost(anna)).toContainText('Drag 2')
  // It is marked for a short time only: Ben looks from before Anna drops it.
  const marked = ben.locator('[data-changed]').waitFor()
  await anna.mouse.up()

  for (const page of [anna, ben]) {
    await expect(room(page, 'Drag 2').getByRole('button', { name: booking.reference })).toBeVisible()
    await expect(bar(page, booking.reference)).toHaveCount(1)
  }
  await marked
  expect(await hotel.stay(booking.id)).toEqual({
    roomId: lower.id,
    checkIn: hotel.day(5),
    checkOut: hotel.day(8),
  })
})

test('an end that is dragged lengthens the stay, and the price stays', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Longer')
  const booking = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Longer')
  await lift(anna, bar(anna, booking.reference), { days: 2 }, 0.98)
  await anna.mouse.up()

  await expect(anna.getByRole('alert').filter({ hasText: 'The price stayed at €300.00' })).toBeVisible()
  expect(await hotel.stay(booking.id)).toMatchObject({ checkIn: hotel.day(1), checkOut: hotel.day(6) })
})

test('a taken night is refused before the drop, by name, and free rooms are offered', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Taken')
  const moved = await hotel.booking(upper, 3, 6)
  const holder = await hotel.booking(lower, 4, 7)
  const anna = await signedInAs('Anna')
  await show(anna, 'Taken')
  await lift(anna, bar(anna, moved.reference), { days: 0, rooms: 1 })
  await expect(ghost(anna)).toHaveText(`Taken by ${holder.reference}, ${holder.guest}`)
  await anna.mouse.up()

  const dialog = anna.getByRole('dialog', { name: 'Room Taken 2 is taken' })
  await expect(dialog).toContainText(holder.reference)
  await expect(dialog.getByRole('button', { name: '€' }).first()).toBeVisible()
  await anna.keyboard.press('Escape')
  expect(await hotel.stay(moved.id)).toMatchObject({ roomId: upper.id })
})

test('a booking that came in between is refused after the drop, and a free room takes its place', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Between')
  const spare = await hotel.room('Between 3')
  const moved = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  // What others do reaches her page no longer: as if it happened the moment that she lets go.
  await anna.routeWebSocket(/graphql/, () => undefined)
  await anna.reload()
  await show(anna, 'Between')
  await lift(anna, bar(anna, moved.reference), { days: 0, rooms: 1 })
  await expect(ghost(anna)).toContainText('Between 2')
  const holder = await hotel.booking(lower, 5, 7)
  await anna.mouse.up()

  const dialog = anna.getByRole('dialog', { name: 'Room Between 2 is taken' })
  await expect(dialog).toContainText(`${holder.reference} ${holder.guest}`)
  await expect(room(anna, 'Between 1').getByRole('button', { name: moved.reference })).toBeVisible()
  await dialog.getByRole('button', { name: spare.name }).click()
  await expect(room(anna, 'Between 3').getByRole('button', { name: moved.reference })).toBeVisible()
  await expect.poll(() => hotel.stay(moved.id)).toMatchObject({ roomId: spare.id })
})

test('a move on an older version is said so, and the booking can be opened', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Stale')
  const booking = await hotel.booking(upper, 3, 6)
  const anna = await signedInAs('Anna')
  await anna.routeWebSocket(/graphql/, () => undefined)
  await anna.reload()
  await show(anna, 'Stale')
  await expect(bar(anna, booking.reference)).toBeVisible()
  await hotel.move(booking, { checkOut: hotel.day(7) })
  await lift(anna, bar(anna, booking.reference), { days: 0, rooms: 1 })
  await anna.mouse.up()

  const said = anna
    .getByRole('alert')
    .filter({ hasText: `${booking.reference} was changed by somebody else` })
  await said.getByRole('button', { name: 'Open' }).click()
  await expect(anna).toHaveURL(new RegExp(`booking=${booking.id}`))
  await expect(room(anna, 'Stale 1').getByRole('button', { name: booking.reference })).toBeVisible()
})

test('empty nights that are dragged over become a new booking', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Empty')
  const anna = await signedInAs('Anna')
  await show(anna, 'Empty')
  const line = await boxOf(room(anna, 'Empty 1'))
  const today = await boxOf(anna.getByRole('button', { pressed: true, name: /20\d\d/ }))
  // A night begins at noon of its day, which is the middle of the column.
  const [x, y] = [today.x + DAY * 1.75, line.y + ROOM / 2]
  await anna.mouse.move(x, y)
  await anna.mouse.down()
  await anna.mouse.move(x + 2 * DAY, y, { steps: 6 })
  await expect(ghost(anna)).toContainText('3 nights')
  await anna.mouse.up()
  await expect(anna).toHaveURL(new RegExp(`new=${upper.id}&from=${hotel.day(1)}&to=${hotel.day(4)}`))
})

test('at the edge of what is in view the plan scrolls under a drag', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Edge')
  const booking = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Edge')
  const scroller = await boxOf(plan(anna))
  const from = await middleOf(bar(anna, booking.reference))
  const scrolled = () => plan(anna).evaluate(({ scrollLeft }) => scrollLeft)
  const before = await scrolled()
  await anna.mouse.move(from.x, from.y)
  await anna.mouse.down()
  await anna.mouse.move(scroller.x + scroller.width - 10, from.y, { steps: 6 })
  // Only the pointer's rest there takes it farther than a page of the plan is wide.
  await expect.poll(scrolled).toBeGreaterThan(before + scroller.width)
  await anna.mouse.move(from.x, from.y, { steps: 6 })
  const days = Math.round(((await scrolled()) - before) / DAY)
  await anna.mouse.up()

  const moved = async () => {
    const { checkIn } = await hotel.stay(booking.id)
    return (Date.parse(checkIn) - Date.parse(hotel.day(1))) / 86_400_000
  }
  // The day on which the scroll stops may have begun a page on.
  await expect.poll(moved).toBeGreaterThan(scroller.width / DAY - 1)
  expect(Math.abs((await moved()) - days), 'where it was dropped').toBeLessThanOrEqual(1)
})

test('a bar at the left edge that is dragged straight down scrolls nothing', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Straight')
  // It has begun before the first day in view: at the edge there is its middle, and not the end that sets the arrival.
  const booking = await hotel.booking(upper, -5, 3)
  const anna = await signedInAs('Anna')
  await show(anna, 'Straight')
  await expect(bar(anna, booking.reference)).toBeVisible()
  const scroller = await boxOf(plan(anna))
  const line = await boxOf(room(anna, 'Straight 1'))
  const scrolled = () => plan(anna).evaluate(({ scrollLeft }) => scrollLeft)
  const before = await scrolled()
  // Beside the column of rooms, where the plan scrolls for who comes from the right.
  const [x, y] = [scroller.x + NAMES + 18, line.y + ROOM / 2]
  await anna.mouse.move(x, y)
  await anna.mouse.down()
  await anna.mouse.move(x + 4, y + ROOM, { steps: 6 })
  await expect(ghost(anna)).toContainText('Straight 2')
  await frames(anna, 30)
  expect(await scrolled()).toBe(before)
  await anna.mouse.up()
  await expect
    .poll(() => hotel.stay(booking.id))
    .toEqual({
      roomId: lower.id,
      checkIn: hotel.day(-5),
      checkOut: hotel.day(3),
    })
})

test('a move into the past is asked about', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Past')
  const booking = await hotel.booking(upper, 0, 3)
  const anna = await signedInAs('Anna')
  await show(anna, 'Past')
  const question = anna.getByRole('dialog', { name: `Move ${booking.reference} there?` })
  await lift(anna, bar(anna, booking.reference), { days: -1 })
  await anna.mouse.up()
  await question.getByRole('button', { name: 'Leave it where it is' }).click()
  await expect(question).toHaveCount(0)
  expect(await hotel.stay(booking.id)).toMatchObject({ checkIn: hotel.day(0) })

  await lift(anna, bar(anna, booking.reference), { days: -1 })
  await anna.mouse.up()
  await question.getByRole('button', { name: 'Move it' }).click()
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ checkIn: hotel.day(-1) })
})

test('a stay begins on the day under the pointer, in all of its column', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Column')
  const anna = await signedInAs('Anna')
  await show(anna, 'Column')
  const line = await boxOf(room(anna, 'Column 1'))
  const today = await boxOf(anna.getByRole('button', { pressed: true, name: /20\d\d/ }))
  const [x, y] = [today.x + 6, line.y + ROOM / 2]
  await anna.mouse.move(x, y)
  await anna.mouse.down()
  await anna.mouse.move(x + DAY, y, { steps: 6 })
  await anna.mouse.up()
  await expect(anna).toHaveURL(new RegExp(`new=${upper.id}&from=${hotel.day(0)}&to=${hotel.day(2)}`))
})

test('who may only look moves nothing', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Look')
  const booking = await hotel.booking(upper, 3, 6)
  const vera = await signedInAs('Vera')
  await show(vera, 'Look')
  await lift(vera, bar(vera, booking.reference), { days: 2 })
  await expect(ghost(vera)).toHaveCount(0)
  await vera.mouse.up()
  await bar(vera, booking.reference).click()
  await expect(vera).toHaveURL(new RegExp(`booking=${booking.id}`))
})
