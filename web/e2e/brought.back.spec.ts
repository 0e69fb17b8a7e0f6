import { expect } from './fixtures'
import { test } from './plan'

test('a deleted booking is brought back from the list, under its number', async ({ hotel, signedInAs }) => {
  const own = await hotel.room('Gone 1')
  const booking = await hotel.booking(own, 3, 6, { notes: 'brought back' })
  const anna = await signedInAs('Anna')
  await anna.goto('/bookings')
  await anna.getByRole('link', { name: 'Deleted', exact: true }).click()
  const table = anna.getByRole('table', { name: 'Deleted bookings' })
  const row = table.getByRole('row').filter({ hasText: booking.reference })
  await expect(row).toHaveCount(0)
  await hotel.delete(booking)
  await expect(row).toContainText(booking.guest)
  await expect(row).toContainText('Gone 1')
  await expect(row).toContainText('by Mara,')

  await row.getByRole('button', { name: `Bring ${booking.reference} back` }).click()
  await expect(
    anna.getByRole('dialog', { name: `Booking ${booking.reference}` }).getByRole('tab'),
  ).toHaveCount(3)
  await expect(row).toHaveCount(0)
  expect(await hotel.bookingsIn(own)).toMatchObject([
    {
      reference: booking.reference,
      checkIn: hotel.day(3),
      checkOut: hotel.day(6),
      status: 'CONFIRMED',
      totalPrice: '300.00',
    },
  ])
})

test('where its room was given to somebody else, a free one is taken', async ({ hotel, signedInAs }) => {
  const [own, free] = [await hotel.room('Gone 2'), await hotel.room('Gone 3')]
  const booking = await hotel.booking(own, 3, 6)
  await hotel.delete(booking)
  const other = await hotel.booking(own, 4, 5)
  const anna = await signedInAs('Anna')
  await anna.goto('/bookings/deleted')
  await anna.getByRole('button', { name: `Bring ${booking.reference} back` }).click()
  const dialog = anna.getByRole('dialog', { name: `Bring ${booking.reference} back` })
  await expect(dialog.getByText('The room is taken on these nights')).toBeVisible()
  await expect(dialog.getByRole('link', { name: other.reference })).toBeVisible()
  await dialog.getByRole('button', { name: free.name }).click()
  await expect(anna.getByRole('dialog', { name: `Booking ${booking.reference}` })).toBeVisible()
  expect(await hotel.bookingsIn(free)).toMatchObject([{ reference: booking.reference }])
})

test('who brings back what is there again meanwhile is told, and makes no second one', async ({
  hotel,
  signedInAs,
}) => {
  const own = await hotel.room('Gone 4')
  const booking = await hotel.booking(own, 3, 6, { status: 'INQUIRY' })
  await hotel.delete(booking)
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  for (const page of [anna, ben]) await page.goto('/bookings/deleted')
  const button = (page: typeof anna) => page.getByRole('button', { name: `Bring ${booking.reference} back` })
  await expect(button(ben)).toBeVisible()
  await button(anna).click()
  await expect(anna.getByRole('dialog', { name: `Booking ${booking.reference}` })).toBeVisible()
  await expect(button(ben), 'it leaves the list of everybody').toHaveCount(0)
  expect(await hotel.bookingsIn(own)).toHaveLength(1)
})

test('of a guest who is deleted or erased that is said, and nothing is offered', async ({
  hotel,
  signedInAs,
}) => {
  const made = await hotel.ask<{ createGuest: { guest: { id: string } } }>(
    'mutation { createGuest(input: { name: "Ellen Erased" }) { ... on GuestSaved { guest { id } } } }',
  )
  const { id } = made.createGuest.guest
  const booking = await hotel.booking(await hotel.room('Gone 5'), 3, 6, { guestId: id })
  await hotel.delete(booking)
  const anna = await signedInAs('Anna')
  await anna.goto('/bookings/deleted')
  const row = anna.getByRole('row').filter({ hasText: booking.reference })
  await expect(row).toContainText('Ellen Erased')
  await hotel.ask('mutation ($id: ID!) { eraseGuest(input: { id: $id }) { __typename } }', { id })
  await expect(row).toContainText('Data erased')
  await expect(row.getByRole('button')).toHaveCount(0)
  await anna.reload()
  await expect(row).toContainText('Data erased')
  await expect(anna.getByText('Ellen')).toHaveCount(0)
})
