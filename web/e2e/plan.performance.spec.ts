import { loadavg } from 'node:os'

import type { Page } from '@playwright/test'

import { expect, test as base } from './fixtures'
import { Hotel } from './hotel'
import type { Server } from './server'
import { tasksDuring } from './tasks'

const ROOMS = 200
const DAYS = 365
const BOOKINGS_PER_ROOM = 50
const LONGEST_TASK_MS = 100

const test = base.extend<object, { fullHotel: Hotel }>({
  fullHotel: [
    async ({ server }, use) => {
      const hotel = await Hotel.open(server.url)
      await fill(server, hotel.day(0))
      await use(hotel)
    },
    { scope: 'worker' },
  ],
})

test.skip(!process.env.PERFORMANCE, 'scrolls for a minute: PERFORMANCE=1 npm run e2e -- plan.performance')

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
    `{ bookings(first: 1, filter: { from: "${fullHotel.day(DAYS - 7)}" }) { pageInfo { hasNextPage } } }`,
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
const fill = (server: Server, today: string) =>
  server.sql(`
    WITH made AS (
      INSERT INTO rooms (name, room_type) SELECT 'P' || number, 'Story' FROM generate_series(1, ${ROOMS}) AS number
      RETURNING id
    ),
    house AS (SELECT id, row_number() OVER () AS place FROM made),
    people AS (SELECT id, row_number() OVER () - 1 AS place, count(*) OVER () AS count FROM guests)
    INSERT INTO bookings (room_id, guest_id, check_in, check_out, total_price)
    SELECT house.id, people.id, arrival, arrival + 2 + (stay + house.place)::integer % 4, 300
    FROM house
    CROSS JOIN generate_series(0, ${BOOKINGS_PER_ROOM - 1}) AS stay
    CROSS JOIN LATERAL (
      SELECT DATE '${today}' + (stay * ${DAYS} / ${BOOKINGS_PER_ROOM} + house.place % 3)::integer AS arrival
    ) AS begin
    JOIN people ON people.place = (stay + house.place) % people.count
  `)
