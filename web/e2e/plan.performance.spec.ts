import { loadavg } from 'node:os'

import type { Page } from '@playwright/test'

import { expect, test as base } from './fixtures'
import { Hotel, type Room } from './hotel'
import { tasksDuring } from './tasks'

const ROOMS = 200
const DAYS = 365
const BOOKINGS_PER_ROOM = 50
const LONGEST_TASK_MS = 100
/** As many as one request may write, in as many requests at once as the server has cores to spare. */
const BATCH = 5
const AT_ONCE = 4

const test = base.extend<object, { fullHotel: Hotel }>({
  fullHotel: [
    async ({ server }, use) => {
      const hotel = await Hotel.open(server.url)
      await fill(hotel)
      await use(hotel)
    },
    { scope: 'worker', timeout: 900_000 },
  ],
})

test.skip(
  !process.env.PERFORMANCE,
  'fills a hotel for minutes: PERFORMANCE=1 npm run e2e -- plan.performance',
)

test('a year of 200 rooms scrolls without a long task', async ({ browser, fullHotel, signedInAs }) => {
  test.setTimeout(600_000)
  const page = await signedInAs('Anna')
  const scroller = page.getByRole('application', { name: 'Room plan' })
  await expect(scroller.getByText(`${ROOMS + 12} rooms`)).toBeVisible()
  await expect(page.locator('[data-booking]').first()).toBeVisible()
  await page.getByRole('textbox', { name: 'Find room' }).fill('P')
  await expect(scroller.getByText(`${ROOMS} rooms`)).toBeVisible()

  for (const zoom of ['Narrow', 'Medium'] as const) {
    await page.getByText(zoom, { exact: true }).click()
    await page.getByRole('button', { name: 'Today' }).click()
    const { processor, clock } = await tasksDuring(browser, page, () => scrollThroughTheYear(page))
    const longest = Math.max(...processor)
    console.log(
      `${zoom}: ${processor.length} tasks, the longest ${longest.toFixed(0)} ms of processor time; on the clock`,
      `${clock.length} over 50 ms, the longest ${Math.max(0, ...clock)} ms, at a load of ${loadavg()[0]?.toFixed(1)}`,
    )
    expect(longest).toBeLessThan(LONGEST_TASK_MS)
  }
  const { bookings } = await fullHotel.ask<{ bookings: { pageInfo: { hasNextPage: boolean } } }>(
    `{ bookings(first: 1, filter: { from: "${fullHotel.day(DAYS - 1)}" }) { pageInfo { hasNextPage } } }`,
  )
  expect(bookings.pageInfo.hasNextPage, 'the hotel is full to the end of the year').toBe(true)
})

/** There and back, and in between down and up through the rooms, frame by frame. */
async function scrollThroughTheYear(page: Page): Promise<void> {
  await page.evaluate(async (days) => {
    const scroller = document.querySelector('[role="application"]')
    const header = document.querySelector('[aria-pressed="true"][class*="day"]')
    if (!scroller || !header) throw new Error('there is no plan')
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    const scroll = async (left: number, top: number, step: number) => {
      const steps = Math.ceil(Math.max(Math.abs(left), Math.abs(top)) / step)
      for (let taken = 0; taken < steps; taken++) {
        scroller.scrollBy(left / steps, top / steps)
        await frame()
      }
    }
    const year = days * header.getBoundingClientRect().width
    await scroll(year, 0, 100)
    await scroll(0, scroller.scrollHeight, 100)
    await scroll(-year, 0, 100)
    await scroll(0, -scroller.scrollHeight, 100)
  }, DAYS)
}

/** Rooms whose stays follow each other with gaps, shifted from room to room as in a hotel. */
async function fill(hotel: Hotel): Promise<void> {
  const rooms: Room[] = []
  for (let number = 1; number <= ROOMS; number++) rooms.push(await hotel.room(`P${number}`))
  const guests = (await hotel.guests()).map(({ id }) => id)
  const stays = rooms.flatMap((room, place) =>
    Array.from({ length: BOOKINGS_PER_ROOM }, (_, index) => {
      const from = Math.floor((index * DAYS) / BOOKINGS_PER_ROOM) + (place % 3)
      const nights = 2 + ((index + place) % 4)
      return { room, guest: guests[(index + place) % guests.length] ?? '', from, to: from + nights }
    }),
  )
  const batches = Array.from({ length: Math.ceil(stays.length / BATCH) }, (_, index) =>
    stays.slice(index * BATCH, (index + 1) * BATCH),
  )
  const write = async () => {
    for (let batch = batches.pop(); batch; batch = batches.pop()) {
      const creates = batch.map(
        ({ room, guest, from, to }, index) =>
          `b${index}: createBooking(input: { roomId: "${room.id}", guestId: "${guest}", checkIn: "${hotel.day(from)}",
            checkOut: "${hotel.day(to)}" }) { __typename }`,
      )
      const answer = await hotel.ask<Record<string, { __typename: string }>>(
        `mutation { ${creates.join('\n')} }`,
      )
      const refused = Object.values(answer).find(({ __typename }) => __typename !== 'BookingSaved')
      if (refused) throw new Error(refused.__typename)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, write))
}
