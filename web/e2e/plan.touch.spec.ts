import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import { bar, boxOf, DAY, ghost, middleOf, plan, room, ROOM, show, test, twoRooms } from './plan'

/** A tablet at the desk. */
test.use({ hasTouch: true, viewport: { width: 1024, height: 768 } })

interface Point {
  x: number
  y: number
}

/** One finger: Playwright's own only taps. */
async function fingerOf(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints })
  let at: Point = { x: 0, y: 0 }
  return {
    press: async (point: Point) => {
      at = point
      await touch('touchStart', [at])
    },
    move: async (by: Point) => {
      const from = at
      for (let step = 1; step <= 8; step++) {
        at = { x: from.x + (by.x * step) / 8, y: from.y + (by.y * step) / 8 }
        await touch('touchMove', [at])
      }
    },
    lift: () => touch('touchEnd', []),
    /** Presses and moves at once, with no time in between in which the finger would rest. */
    swipe: async (from: Point, by: Point) => {
      const steps = Array.from({ length: 9 }, (_, step) => ({
        x: from.x + (by.x * step) / 8,
        y: from.y + (by.y * step) / 8,
      }))
      await Promise.all(steps.map((step, index) => touch(index === 0 ? 'touchStart' : 'touchMove', [step])))
    },
  }
}

test('a tap opens a booking', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Tap')
  const booking = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Tap')
  await bar(anna, booking.reference).tap()
  await expect(anna.getByRole('dialog', { name: `Booking ${booking.reference}` })).toBeVisible()
})

test('a finger that rests on a bar takes it along, to another room and day', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Finger')
  const booking = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Finger')
  const finger = await fingerOf(anna)
  await finger.press(await middleOf(bar(anna, booking.reference)))
  await expect(ghost(anna)).toBeVisible()
  await finger.move({ x: 2 * DAY, y: ROOM })
  await expect(ghost(anna)).toContainText('Finger 2')
  await finger.lift()

  await expect(room(anna, 'Finger 2').getByRole('button', { name: booking.reference })).toBeVisible()
  await expect
    .poll(() => hotel.stay(booking.id))
    .toEqual({ roomId: lower.id, checkIn: hotel.day(3), checkOut: hotel.day(6) })
  await expect(anna, 'the end of a drag is no tap').not.toHaveURL(/booking=/)
})

test('a finger that rests on the end of a bar lengthens the stay', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Stretch')
  const booking = await hotel.booking(upper, 1, 4)
  const anna = await signedInAs('Anna')
  await show(anna, 'Stretch')
  const box = await boxOf(bar(anna, booking.reference))
  const finger = await fingerOf(anna)
  await finger.press({ x: box.x + box.width - 5, y: box.y + box.height / 2 })
  await expect(ghost(anna)).toContainText('3 nights')
  await finger.move({ x: 2 * DAY, y: 0 })
  await expect(ghost(anna)).toContainText('5 nights')
  await finger.lift()
  await expect
    .poll(() => hotel.stay(booking.id))
    .toMatchObject({ checkIn: hotel.day(1), checkOut: hotel.day(6) })
})

test('a finger that rests on an empty night makes a booking of those it is dragged over', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Fresh')
  const anna = await signedInAs('Anna')
  await show(anna, 'Fresh')
  const finger = await fingerOf(anna)
  const line = await boxOf(room(anna, 'Fresh 1'))
  const today = await boxOf(anna.getByRole('button', { pressed: true, name: /20\d\d/ }))
  await finger.press({ x: today.x + DAY * 1.75, y: line.y + ROOM / 2 })
  await expect(ghost(anna)).toContainText('1 night')
  await finger.move({ x: 2 * DAY, y: 0 })
  await expect(ghost(anna)).toContainText('3 nights')
  await finger.lift()
  await expect(anna).toHaveURL(new RegExp(`new=${upper.id}&from=${hotel.day(1)}&to=${hotel.day(4)}`))
})

test('a finger that swipes over a bar scrolls the plan, and moves nothing', async ({ hotel, signedInAs }) => {
  const { upper } = await twoRooms(hotel, 'Swipe')
  const booking = await hotel.booking(upper, 5, 9)
  const anna = await signedInAs('Anna')
  await show(anna, 'Swipe')
  const scrolled = () => plan(anna).evaluate(({ scrollLeft }) => scrollLeft)
  const finger = await fingerOf(anna)
  const middle = await middleOf(bar(anna, booking.reference))
  const before = await scrolled()
  await finger.swipe(middle, { x: -4 * DAY, y: 0 })
  await finger.lift()
  await expect.poll(scrolled).toBeGreaterThan(before + 2 * DAY)
  await expect(ghost(anna)).toHaveCount(0)
  await expect(anna).not.toHaveURL(/booking=/)
  expect(await hotel.stay(booking.id)).toMatchObject({ checkIn: hotel.day(5), checkOut: hotel.day(9) })
})

test('where several are to be selected, a tap selects, and a finger takes all along', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Tapped')
  const one = await hotel.booking(upper, 1, 4)
  const two = await hotel.booking(lower, 2, 5)
  const anna = await signedInAs('Anna')
  await show(anna, 'Tapped')
  await anna.getByRole('button', { name: 'Select several bookings' }).tap()
  for (const { reference } of [one, two]) await bar(anna, reference).tap()
  const toolbar = anna.getByRole('toolbar', { name: 'Selected bookings' })
  await expect(toolbar).toContainText('2 of at most 50 selected')
  await expect(anna).not.toHaveURL(/booking=/)
  const finger = await fingerOf(anna)
  await finger.press(await middleOf(bar(anna, one.reference)))
  await expect(anna.getByTestId('along')).toHaveCount(1)
  await finger.move({ x: 3 * DAY, y: 0 })
  await finger.lift()
  await expect.poll(() => hotel.stay(one.id)).toMatchObject({ checkIn: hotel.day(4) })
  expect(await hotel.stay(two.id)).toMatchObject({ checkIn: hotel.day(5), checkOut: hotel.day(8) })
  await toolbar.getByRole('button', { name: 'End selection' }).tap()
  await bar(anna, one.reference).tap()
  await expect(anna.getByRole('dialog', { name: `Booking ${one.reference}` })).toBeVisible()
})

test('a finger on the handle of a bar drags it at once, and the day is folded until it is opened', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Grip')
  const booking = await hotel.booking(upper, 1, 5)
  const anna = await signedInAs('Anna')
  await show(anna, 'Grip')
  const panel = anna.getByRole('complementary', { name: 'Arrivals and departures' })
  await expect(panel).toHaveCount(0)
  const handle = bar(anna, booking.reference).locator('[data-grip="move"]')
  await expect(handle).toBeVisible()
  const { x, y } = await middleOf(handle)
  const finger = await fingerOf(anna)
  await finger.swipe({ x, y }, { x: DAY, y: ROOM })
  await expect(ghost(anna)).toContainText('Grip 2')
  await finger.lift()
  await expect
    .poll(() => hotel.stay(booking.id))
    .toEqual({ roomId: lower.id, checkIn: hotel.day(2), checkOut: hotel.day(6) })

  await anna.getByRole('button', { name: 'Arrivals and departures' }).tap()
  await expect(panel).toBeVisible()
})
