import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import { bar, show, test, twoRooms } from './plan'

const panel = (page: Page) => page.getByRole('complementary', { name: 'Arrivals and departures' })
const overdue = (page: Page) => panel(page).getByRole('region', { name: 'Overdue arrivals' })
const shortDay = (day: string) =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    Date.parse(day),
  )

test('who should have come long ago is overdue until Anna says that they stay away', async ({
  hotel,
  signedInAs,
}) => {
  const { upper, lower } = await twoRooms(hotel, 'Overdue')
  // Far from all days that the plan shows at first.
  const booking = await hotel.booking(upper, -90, -88)
  await hotel.booking(lower, 0, 2)
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const row = (page: Page, name: string) => overdue(page).getByRole('button', { name })
  await expect(row(ben, 'Overdue 1')).toContainText(`expected ${shortDay(hotel.day(-90))}`)
  // Who is to come today is not.
  await expect(panel(ben).getByRole('button', { name: 'Overdue 2' })).toHaveCount(1)
  await expect(row(ben, 'Overdue 2')).toHaveCount(0)

  await row(anna, 'Overdue 1').click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await dialog.getByRole('button', { name: 'Mark as no-show' }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(row(ben, 'Overdue 1')).toHaveCount(0)
})

test('a booking that Ben moves to a day before today is overdue at once, also as a bar', async ({
  hotel,
  signedInAs,
}) => {
  const { upper } = await twoRooms(hotel, 'Late')
  const booking = await hotel.booking(upper, 0, 3)
  const anna = await signedInAs('Anna')
  await show(anna, 'Late')
  await expect(bar(anna, booking.reference)).toHaveAccessibleName(/Confirmed, Arrives today$/)
  await hotel.move(booking, { checkIn: hotel.day(-1) })
  await expect(bar(anna, booking.reference)).toHaveAccessibleName(/Confirmed, Overdue to arrive$/)
  await expect(overdue(anna).getByRole('button', { name: 'Late 1' })).toBeVisible()
})
