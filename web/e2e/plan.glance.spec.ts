import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import { bar, boxOf, plan, room, show, test, twoRooms } from './plan'

const colour = (page: Page, reference: string) =>
  bar(page, reference).evaluate((element) => getComputedStyle(element).backgroundColor)
const sign = (page: Page, reference: string) => bar(page, reference).locator('svg path').getAttribute('d')
const head = (page: Page, type: string) => page.getByRole('button', { name: new RegExp(`^${type}:`) })
/** Shows the rooms of a type only: all others would not leave it in view. */
async function showType(page: Page, type: string) {
  await page.getByPlaceholder('All room types').click()
  await page.getByRole('option', { name: type }).click()
  await expect(head(page, type)).toBeVisible()
}
const low = (page: Page) => page.getByRole('button', { name: 'Low rows' })

test('a bar says what is due today, by its colour, its sign and in words', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Due')
  const comes = await hotel.booking(upper, 0, 2)
  const later = await hotel.booking(upper, 2, 4)
  const late = await hotel.booking(upper, -3, -1)
  const leaves = await hotel.booking(lower, -1, 0)
  await hotel.move(leaves, { status: 'CHECKED_IN' })
  const asks = await hotel.booking(lower, 2, 4, { status: 'INQUIRY' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Due')
  for (const [booking, words] of [
    [comes, 'Confirmed, Arrives today'],
    [later, 'Confirmed'],
    [late, 'Confirmed, Overdue to arrive'],
    [leaves, 'Checked in, Leaves today'],
    [asks, 'Inquiry'],
  ] as const) {
    await expect(bar(anna, booking.reference)).toHaveAccessibleName(new RegExp(`, ${words}$`))
  }
  const all = [comes, later, late, leaves, asks].map(({ reference }) => reference)
  for (const seen of [colour, sign]) {
    const differs = await Promise.all(all.map((reference) => seen(anna, reference)))
    expect(new Set(differs).size, 'each looks its own way').toBe(all.length)
  }
  for (const text of ['Arrives today', 'Overdue to arrive', 'Leaves today', 'Overdue to leave']) {
    await expect(anna.getByText(text, { exact: true })).toBeVisible()
  }
  // Live: whoever comes is no longer to come.
  const before = await colour(anna, comes.reference)
  await hotel.move(comes, { status: 'CHECKED_IN' })
  await expect(bar(anna, comes.reference)).toHaveAccessibleName(/, Checked in$/)
  expect(await colour(anna, comes.reference)).not.toBe(before)
})

test('low rows are kept, and a booking is dragged in them as in high ones', async ({ hotel, signedInAs }) => {
  const { upper, lower } = await twoRooms(hotel, 'Low')
  const booking = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Low')
  expect((await boxOf(room(anna, 'Low 1'))).height).toBe(44)
  await low(anna).click()
  await anna.reload()
  await show(anna, 'Low')
  await expect(low(anna)).toHaveAttribute('aria-pressed', 'true')
  expect((await boxOf(room(anna, 'Low 1'))).height).toBe(28)
  const box = await boxOf(bar(anna, booking.reference))
  expect(box.height, 'a target that can be hit').toBeGreaterThanOrEqual(24)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await anna.mouse.move(x, y)
  await anna.mouse.down()
  await anna.mouse.move(x, y + 28, { steps: 6 })
  await anna.mouse.up()
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ roomId: lower.id })

  await bar(anna, booking.reference).focus()
  await anna.keyboard.press('Shift+ArrowUp')
  await anna.keyboard.press('Enter')
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ roomId: upper.id })
})

test('forty low rooms are on one screen', async ({ hotel, signedInAs }) => {
  for (let number = 101; number <= 140; number++) await hotel.room(`Forty ${number}`, { roomType: 'Forty' })
  const anna = await signedInAs('Anna')
  await anna.setViewportSize({ width: 1280, height: 1440 })
  await low(anna).click()
  await show(anna, 'Forty')
  await expect(room(anna, 'Forty 101').getByText('Forty 101')).toBeInViewport({ ratio: 1 })
  await expect(room(anna, 'Forty 140').getByText('Forty 140')).toBeInViewport({ ratio: 1 })
})

test('a type of rooms tells how many are free on each day, live, and is folded away', async ({
  hotel,
  signedInAs,
}) => {
  const [first] = [
    await hotel.room('Grouped 1', { roomType: 'Grouped' }),
    await hotel.room('Grouped 2', { roomType: 'Grouped' }),
  ]
  const anna = await signedInAs('Anna')
  const day = (after: number) =>
    new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      Date.parse(hotel.day(after)),
    )
  const line = plan(anna)
    .locator('[data-group]')
    .filter({ has: head(anna, 'Grouped') })
  const free = (after: number) => line.getByTitle(new RegExp(`^${day(after)}:`))
  await showType(anna, 'Grouped')
  await expect(free(2)).toHaveText('2')

  const booking = await hotel.booking(first, 1, 3)
  await hotel.booking(first, 5, 6, { status: 'INQUIRY' })
  for (const [after, count] of [
    [0, '2'],
    [1, '1'],
    [2, '1'],
    [3, '2'],
    [5, '2'],
  ] as const) {
    await expect(free(after), `${after} days from today`).toHaveText(count)
  }

  await head(anna, 'Grouped').click()
  await expect(room(anna, 'Grouped 1')).toHaveCount(0)
  await hotel.booking(first, 3, 4)
  await expect(free(3), 'counted on though folded').toHaveText('1')
  await hotel.delete(booking)
  await expect(free(2)).toHaveText('2')
  await anna.reload()
  await showType(anna, 'Grouped')
  await expect(head(anna, 'Grouped')).toHaveAttribute('aria-expanded', 'false')
  // Who looks for a room finds it all the same.
  await show(anna, 'Grouped')
  await expect(room(anna, 'Grouped 1')).toBeVisible()
})

test('a row grows where bookings lie over each other, so that none covers another', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Grow')
  const holder = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Grow')
  await expect(bar(anna, holder.reference)).toBeVisible()
  const before = await boxOf(room(anna, 'Grow 2'))
  const asks = await hotel.booking(upper, 2, 6, { status: 'INQUIRY' })
  await expect(bar(anna, asks.reference)).toBeVisible()
  const [one, other] = [await boxOf(bar(anna, holder.reference)), await boxOf(bar(anna, asks.reference))]
  expect(one.height, 'as high as alone').toBe(36)
  expect(other.height).toBe(36)
  expect(other.y >= one.y + one.height || one.y >= other.y + other.height, 'none covers the other').toBe(true)
  const line = await boxOf(room(anna, 'Grow 1'))
  expect(line.y + line.height).toBeGreaterThanOrEqual(Math.max(one.y, other.y) + 36)
  expect((await boxOf(room(anna, 'Grow 2'))).y, 'the next room makes way').toBe(before.y + 40)

  await hotel.delete(asks)
  await expect.poll(async () => (await boxOf(room(anna, 'Grow 1'))).height).toBe(44)
})
