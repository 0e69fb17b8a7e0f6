import type { Page } from '@playwright/test'

import { ask, field, makeBooking, openBooking } from './desk'
import { expect, test } from './fixtures'
import { SERVER_AWAY } from './printed'

/** A booking of tonight: its bar is on the plan without scrolling. */
async function inHouse(page: Page) {
  const { bookings } = await ask<{
    bookings: { nodes: { id: string; reference: string; version: number }[] }
  }>(page, '{ bookings(first: 1, filter: { statuses: [CHECKED_IN] }) { nodes { id reference version } } }')
  const [booking] = bookings.nodes
  if (!booking) throw new Error('the demo hotel has nobody in house')
  return booking
}

test('who opens a booking is seen on the plan, and in the dialog with the field they edit', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await inHouse(anna)
  const bar = anna.locator(`button[data-booking="${booking.id}"]`)
  const onBar = bar.getByLabel(/^Ben is/)

  const bens = await openBooking(ben, booking)
  await expect(onBar).toHaveAttribute('aria-label', 'Ben is looking at this booking')
  await field(bens, 'Notes').focus()
  await expect(onBar).toHaveAttribute('aria-label', 'Ben is editing the notes')
  await expect(bar).toHaveAccessibleName(new RegExp(`^${booking.reference}, .*, Ben is editing the notes$`))

  const annas = await openBooking(anna, booking)
  const seen = annas.getByRole('img', { name: 'Ben is editing the notes' })
  await expect(seen, 'in the title and beside the field').toHaveCount(2)
  await expect(bens.getByRole('img', { name: 'Anna is looking at this booking' })).toBeVisible()
  await field(bens, 'Price').focus()
  await expect(annas.getByRole('img', { name: 'Ben is editing the price' })).toHaveCount(2)
  await expect(seen).toHaveCount(0)

  await bens.getByRole('button', { name: 'Close' }).click()
  await expect(annas.getByRole('img', { name: /^Ben is/ })).toHaveCount(0)
})

test('who opens a booking is seen in the list of bookings, and leaves it', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await inHouse(anna)
  await anna.getByRole('link', { name: 'Bookings', exact: true }).click()
  const row = anna.getByRole('row', { name: booking.reference })
  await expect(row).toBeVisible()
  const seen = row.getByRole('img', { name: 'Ben is looking at this booking' })
  await expect(seen).toHaveCount(0)

  const bens = await openBooking(ben, booking)
  await expect(seen).toBeVisible()
  await field(bens, 'Price').focus()
  await expect(row.getByRole('img', { name: 'Ben is editing the price' })).toBeVisible()
  await bens.getByRole('button', { name: 'Close' }).click()
  await expect(row.getByRole('img')).toHaveCount(0)
})

test('a tab that is killed leaves by itself', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const annas = await openBooking(anna, booking)
  await openBooking(ben, booking)
  const bens = annas.getByRole('img', { name: /^Ben is/ })
  await expect(bens).toBeVisible()

  const devtools = await ben.context().newCDPSession(ben)
  // Never answered: there is nobody left to answer.
  void devtools.send('Page.crash').catch(() => undefined)
  await expect(bens).toHaveCount(0)
})

test('who comes back after the server was away is where they were', async ({
  signedInAs,
  server,
  printed,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const annas = await openBooking(anna, booking)
  const bens = await openBooking(ben, booking)
  await field(bens, 'Notes').fill('half typed')
  const seen = annas.getByRole('img', { name: 'Ben is editing the notes' })
  await expect(seen).toHaveCount(2)

  printed.expect(SERVER_AWAY)
  await server.kill()
  await expect(seen, 'nobody knows who is there').toHaveCount(0)
  await server.restart()
  await expect(seen).toHaveCount(2)
  await expect(field(bens, 'Notes')).toHaveValue('half typed')
})

test('who may only look is not said to edit', async ({ signedInAs }) => {
  const [anna, vera] = [await signedInAs('Anna'), await signedInAs('Vera')]
  const booking = await makeBooking(anna)
  const annas = await openBooking(anna, booking)
  const veras = await openBooking(vera, booking)
  await field(veras, 'Notes').focus()
  await expect(annas.getByRole('img', { name: 'Vera is looking at this booking' })).toBeVisible()
  await expect(annas.getByRole('img', { name: /^Vera is editing/ })).toHaveCount(0)
})

test('deleting what somebody else has open says who, for as long as they are there', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const bens = await openBooking(ben, booking)
  const annas = await openBooking(anna, booking)
  await annas.getByRole('button', { name: 'Delete' }).click()
  const question = anna.getByRole('dialog', { name: `Delete booking ${booking.reference}?` })
  await expect(question).toContainText('Ben is looking at this booking')
  await expect(question).not.toContainText('could not be saved')

  await field(bens, 'Notes').fill('needs a cot')
  await expect(question).toContainText('Ben is editing the notes')
  await expect(question).toContainText('What they typed and did not save yet could not be saved any more.')

  await bens.getByRole('button', { name: 'Discard' }).click()
  await bens.getByRole('button', { name: 'Close' }).click()
  await expect(question).not.toContainText('Ben')
  await question.getByRole('button', { name: 'Delete' }).click()
  // While it is there, its name is that of the booking's dialog too.
  await expect(question).toBeHidden()
  await expect(annas).toBeHidden()
})
