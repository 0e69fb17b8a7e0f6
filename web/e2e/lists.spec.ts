import type { Page } from '@playwright/test'

import { ask, makeBooking } from './desk'
import { expect, test } from './fixtures'
import { SERVER_AWAY } from './printed'

/** So many inquiries from one day on, each a night of its own; as many at once as a request may write. */
async function makeInquiries(page: Page, count: number, from: string, notes: string): Promise<void> {
  const { rooms, guests } = await ask<Record<'rooms' | 'guests', { nodes: { id: string }[] }>>(
    page,
    '{ rooms(first: 1) { nodes { id } } guests(first: 1) { nodes { id } } }',
  )
  const stay = `roomId: "${rooms.nodes[0]?.id ?? ''}", guestId: "${guests.nodes[0]?.id ?? ''}"`
  const day = (after: number) => new Date(Date.parse(from) + after * 86_400_000).toISOString().slice(0, 10)
  const one = (
    index: number,
  ) => `b${index}: createBooking(input: { ${stay}, status: INQUIRY, notes: "${notes}",
    checkIn: "${day(index)}", checkOut: "${day(index + 1)}" }) { __typename }`
  for (let made = 0; made < count; made += 5) {
    const batch = Array.from({ length: Math.min(5, count - made) }, (_, index) => one(made + index))
    await ask(page, `mutation { ${batch.join(' ')} }`)
  }
}

const open = async (page: Page) => {
  await page.getByRole('link', { name: 'Bookings' }).click()
  return page.getByRole('table', { name: 'Bookings' }).getByRole('row')
}
const search = (page: Page) => page.getByRole('searchbox', { name: 'Number, guest or notes' })

test('a long list is turned page by page, there and back', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  await makeInquiries(anna, 27, '2033-01-01', 'choir of 27')
  const rows = await open(anna)
  await search(anna).fill('choir of 27')
  await expect(rows).toHaveCount(1 + 25)
  await expect(rows.nth(1)).toContainText('1 Jan 2033')
  const pages = anna.getByRole('navigation', { name: 'Pages' })
  await expect(pages.getByRole('button', { name: 'Previous' })).toBeDisabled()

  await pages.getByRole('button', { name: 'Next' }).click()
  await expect(rows).toHaveCount(1 + 2)
  await expect(rows.nth(1)).toContainText('26 Jan 2033')
  await expect(pages.getByRole('button', { name: 'Next' })).toBeDisabled()

  await pages.getByRole('button', { name: 'Previous' }).click()
  await expect(rows).toHaveCount(1 + 25)
  await expect(rows.nth(1)).toContainText('1 Jan 2033')

  // Another list begins at its first page.
  await pages.getByRole('button', { name: 'Next' }).click()
  await expect(rows).toHaveCount(1 + 2)
  await search(anna).fill('choir of')
  await expect(rows).toHaveCount(1 + 25)
})

test('the list is of what is asked for: status, nights, text, and all of it again', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  await makeInquiries(anna, 4, '2034-02-01', 'band of 4')
  const rows = await open(anna)
  await search(anna).fill('band of 4')
  await expect(rows).toHaveCount(1 + 4)

  const [from, to] = ['Nights from', 'Nights before'].map((name) => anna.getByRole('textbox', { name }))
  await from?.fill('02/02/2034')
  await from?.press('Enter')
  await expect(rows).toHaveCount(1 + 3)
  await to?.fill('04/02/2034')
  await to?.press('Enter')
  await expect(rows).toHaveCount(1 + 2)
  await expect(rows.nth(1)).toContainText('2 Feb 2034')

  await anna.getByRole('combobox', { name: 'Status' }).click()
  await anna.getByRole('option', { name: 'Confirmed' }).click()
  await expect(anna.getByText('Nothing found')).toBeVisible()
  await anna.getByRole('option', { name: 'Inquiry' }).click()
  await expect(rows).toHaveCount(1 + 2)
  await anna.keyboard.press('Escape')

  const clear = (filter: string) => anna.getByRole('button', { name: `Clear: ${filter}` })
  await clear('Nights from').click()
  await expect(rows).toHaveCount(1 + 3)
  await clear('Nights before').click()
  await expect(rows).toHaveCount(1 + 4)
  for (let left = 2; left > 0; left--) await anna.getByRole('combobox', { name: 'Status' }).press('Backspace')
  await search(anna).fill('')
  await expect(rows).toHaveCount(1 + 25)
})

test('what others make and change comes into the list and leaves it', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const rows = await open(ben)
  await search(ben).fill('solo artist')
  await expect(ben.getByText('Nothing found')).toBeVisible()
  await makeInquiries(anna, 1, '2035-03-01', 'solo artist')
  await expect(rows).toHaveCount(1 + 1)
  await expect(rows.nth(1)).toContainText('Inquiry')
  const { bookings } = await ask<{ bookings: { nodes: { id: string }[] } }>(
    anna,
    '{ bookings(filter: { text: "solo artist" }) { nodes { id } } }',
  )
  await ask(
    anna,
    `mutation { updateBooking(input: { id: "${bookings.nodes[0]?.id ?? ''}", expectedVersion: 1,
      patch: { notes: "sings no more" } }) { __typename } }`,
  )
  await expect(ben.getByText('Nothing found')).toBeVisible()
})

test('what is searched for while the server is away is found when it is back', async ({
  signedInAs,
  server,
  printed,
}) => {
  const anna = await signedInAs('Anna')
  await makeInquiries(anna, 1, '2035-03-01', 'found later')
  const rows = await open(anna)
  // The screen is loaded, which no server does that is away.
  await expect(rows.nth(2)).toBeVisible()
  printed.expect(SERVER_AWAY)
  await server.kill()
  let failed = 0
  anna.on('requestfailed', () => failed++)
  await search(anna).fill('found later')
  await expect.poll(() => failed).toBeGreaterThan(1)
  await server.restart()
  await expect(rows).toHaveCount(1 + 1)
  await expect(rows.nth(1)).toContainText('1 Mar 2035')
})

test('what the server refuses says so at its field, lists nothing, and is asked once', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  await makeInquiries(anna, 1, '2036-04-01', 'string quartet')
  const refused: string[] = []
  anna.on('request', (request) => {
    const body = request.method() === 'POST' ? request.postData() : null
    if (body?.includes('x'.repeat(101)) || body?.includes('2036-03-31')) refused.push(body)
  })
  for (const [screen, label, found] of [
    ['Bookings', 'Number, guest or notes', 'string quartet'],
    ['Guests', 'Name, e-mail or telephone', ''],
  ] as const) {
    refused.length = 0
    await anna.clock.install()
    await anna.getByRole('link', { name: screen }).click()
    const table = anna.getByRole('table', { name: screen })
    await expect(table).toBeVisible()
    const search = anna.getByRole('searchbox', { name: label })
    await search.fill('x'.repeat(101))
    await expect(search).toHaveAccessibleDescription(/at most 100 characters/)
    await expect(anna.getByText('A filter above cannot be used.')).toBeVisible()
    await expect(table).toBeHidden()
    // As if somebody had looked at it for long.
    await anna.clock.runFor(20_000)
    await search.fill(found)
    await expect(table).toBeVisible()
    await expect(search).toHaveAccessibleDescription('')
    expect(refused).toHaveLength(1)
  }

  const rows = await open(anna)
  await search(anna).fill('string quartet')
  await expect(rows).toHaveCount(1 + 1)
  const [from, to] = ['Nights from', 'Nights before'].map((name) => anna.getByRole('textbox', { name }))
  await from?.fill('01/04/2036')
  await from?.press('Enter')
  await to?.fill('31/03/2036')
  await to?.press('Enter')
  await expect(anna.getByRole('textbox', { name: 'Nights before' })).toHaveAccessibleDescription(
    'is not after the first of the nights',
  )
  await expect(rows).toHaveCount(0)
  await to?.fill('02/04/2036')
  await to?.press('Enter')
  await expect(rows).toHaveCount(1 + 1)
})

test('a booking is found by its number, or the filter that hides it is named', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const booking = await makeBooking(anna)
  const rows = await open(anna)
  const from = anna.getByRole('textbox', { name: 'Nights from' })
  await from.fill('06/03/2031')
  await from.press('Enter')
  await anna.getByRole('combobox', { name: 'Status' }).click()
  await anna.getByRole('option', { name: 'Confirmed' }).click()
  await anna.keyboard.press('Escape')
  await search(anna).fill(booking.reference.toLowerCase())
  const hidden = anna.getByText(`${booking.reference} is not listed because of: Status, Nights from.`)
  await expect(hidden).toBeVisible()
  await anna.getByRole('button', { name: `Open ${booking.reference}` }).click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await dialog.getByRole('button', { name: 'Close' }).click()

  await anna.getByRole('button', { name: 'Clear these filters' }).click()
  await expect(rows).toHaveCount(1 + 1)
  await expect(rows.nth(1)).toContainText(booking.reference)
  await expect(hidden).toBeHidden()
  await expect(from).toHaveValue('')
})
