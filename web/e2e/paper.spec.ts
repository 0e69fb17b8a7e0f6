import { readFile } from 'node:fs/promises'

import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

import { ask, makeBooking, openBooking, settled } from './desk'
import { expect } from './fixtures'
import { test, twoRooms } from './plan'

/** Counts the calls instead of opening the browser's own dialog, which no story can close. */
async function countPrints(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    Object.assign(window, { prints: 0 })
    window.print = () => {
      Object.assign(window, { prints: (window as unknown as { prints: number }).prints + 1 })
    }
  })
  return () => page.evaluate(() => (window as unknown as { prints: number }).prints)
}

/** The lines of a file as RFC 4180 has it, by their heads. */
function parse(text: string): Record<string, string>[] {
  const lines: string[][] = [[]]
  for (const [, quoted, plain = '', end] of text
    .replace(/^\uFEFF/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end === '\r\n') lines.push([])
  }
  const [heads = [], ...rows] = lines.slice(0, -1)
  return rows.map((cells) => Object.fromEntries(heads.map((head, column) => [head, cells[column] ?? ''])))
}

const rowOf = (page: Page, reference: string) =>
  page.getByRole('table').getByRole('row').filter({ hasText: reference })

test("Anna prints the day's arrivals from the plan", async ({ hotel, signedInAs }, info) => {
  const { upper, lower } = await twoRooms(hotel, 'Paper')
  const [coming, late] = [await hotel.booking(upper, 0, 2), await hotel.booking(lower, -1, 2)]
  const anna = await signedInAs('Anna')
  const prints = await countPrints(anna)

  await anna.getByRole('link', { name: 'Print lists' }).click()
  await anna.getByRole('button', { name: 'Print', exact: true }).click()
  expect(await prints()).toBe(1)

  await anna.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(rowOf(anna, coming.reference)).toContainText('Paper 1')
  await expect(rowOf(anna, coming.reference)).toContainText('€300.00')
  await expect(rowOf(anna, late.reference)).toContainText('Confirmed, Overdue')
  await expect(anna.getByText(/^As of .*, revision .*Bookings: \d+\.$/)).toBeVisible()
  await expect(anna.getByRole('heading', { level: 1 })).toContainText('Arrivals')
  await expect(anna.getByRole('navigation')).toHaveCount(0)
  await expect(anna.getByRole('button')).toHaveCount(0)
  await expect(anna.getByRole('alert')).toHaveCount(0)
  const colours = await rowOf(anna, coming.reference).evaluate((row) => {
    const { color, backgroundColor } = getComputedStyle(row)
    return { color, backgroundColor }
  })
  expect(colours).toEqual({ color: 'rgb(0, 0, 0)', backgroundColor: 'rgb(255, 255, 255)' })
  await anna.pdf({ path: info.outputPath('arrivals.pdf'), format: 'A4', preferCSSPageSize: true })
})

test('the list is a file for a spreadsheet, exact and without formulas', async ({ hotel, signedInAs }) => {
  const room = await hotel.room('=Paper, "file"')
  const { reference } = await hotel.booking(room, 0, 3)
  const anna = await signedInAs('Anna')
  await anna.getByRole('link', { name: 'Print lists' }).click()
  await expect(rowOf(anna, reference)).toBeVisible()
  const [file] = await Promise.all([
    anna.waitForEvent('download'),
    anna.getByRole('button', { name: 'Download as CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toBe(`arrivals-${hotel.day(0)}.csv`)
  const text = await readFile(await file.path(), 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  const line = parse(text).find(({ Number: number }) => number === reference)
  expect(line).toMatchObject({
    Room: `'=Paper, "file"`,
    Arrival: hotel.day(0),
    Departure: hotel.day(3),
    Price: '300.00',
    Currency: 'EUR',
  })
  expect(line?.['Cells with an apostrophe put before them']).toMatch(/^Room/)
})

test('more bookings than a page of the API are listed to the last one', async ({ signedInAs, hotel }) => {
  const anna = await signedInAs('Anna')
  const room = await hotel.room('Paper many')
  const [guest] = await hotel.guests()
  const one = (index: number) =>
    `b${index}: createBooking(input: { roomId: "${room.id}", guestId: "${guest?.id ?? ''}", status: INQUIRY,
      checkIn: "2037-05-01", checkOut: "2037-05-02" }) { __typename }`
  for (let made = 0; made < 105; made += 5) {
    await ask(anna, `mutation { ${[0, 1, 2, 3, 4].map((more) => one(made + more)).join(' ')} }`)
  }
  await anna.goto('/paper/arrivals?day=2037-05-01')
  await expect(anna.getByRole('table').getByRole('row')).toHaveCount(1 + 105)

  // A list that cannot be read to its end is none, and says so.
  await anna.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('"after":"')) await route.fulfill({ json: { data: null } })
    else await route.continue()
  })
  await anna.reload()
  await expect(anna.getByRole('alert')).toContainText('could not be read to the end')
  await expect(anna.getByRole('table')).toHaveCount(0)
  await expect(anna.getByRole('button', { name: 'Print', exact: true })).toBeDisabled()
})

test('a registration card is printed from the dialog, with lines for what is not known', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const booking = await makeBooking(anna)
  const dialog = await openBooking(anna, booking)
  await dialog.getByRole('link', { name: 'Registration card' }).click()
  const card = anna.getByRole('article', { name: booking.reference })
  await expect(card).toContainText('€100.00')
  for (const name of ['Address', 'Date of birth', 'Nationality', 'Date and signature']) {
    await expect(card.getByText(name, { exact: true })).toBeVisible()
  }
  await expect(anna.getByRole('article')).toHaveCount(1)
  await anna.getByRole('button', { name: 'Language' }).click()
  await anna.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(card.getByText('Staatsangehörigkeit')).toBeVisible()
})

test('a day on which nothing happens says so, and nothing keeps anybody from the lists', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Vera')
  const barriers = async () => {
    await settled(anna)
    const { violations } = await new AxeBuilder({ page: anna }).analyze()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)
  }
  await anna.goto('/paper/departures?day=2039-01-01')
  await expect(anna.getByText('Nobody leaves.')).toBeVisible()
  expect(await barriers()).toEqual([])
  await anna.goto('/paper/in-house')
  await expect(anna.getByRole('table', { name: 'In house' })).toBeVisible()
  expect(await barriers()).toEqual([])
  await anna.goto('/paper/cards')
  await expect(anna.getByText(/^As of/)).toBeVisible()
  expect(await barriers()).toEqual([])
})
