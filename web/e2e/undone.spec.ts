import { openBooking, saved } from './desk'
import { expect } from './fixtures'
import { test } from './plan'

test('a mistaken check-out is undone, with the departure that it had before', async ({
  hotel,
  signedInAs,
}) => {
  test.slow()
  const booking = await hotel.booking(await hotel.room('Undone'), -1, 3)
  const anna = await signedInAs('Anna')
  const move = async (button: string, to: string) => {
    const dialog = await openBooking(anna, booking)
    await dialog.getByRole('button', { name: button, exact: true }).click()
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => saved(anna, booking, 'status')).toBe(to)
  }
  await move('Check in', 'CHECKED_IN')
  await move('Check out', 'CHECKED_OUT')
  expect(await hotel.stay(booking.id)).toMatchObject({ checkOut: hotel.day(0) })
  await move('Undo check-out', 'CHECKED_IN')
  expect(await hotel.stay(booking.id)).toMatchObject({ checkIn: hotel.day(-1), checkOut: hotel.day(3) })
  // And all the way back, as if nobody had come yet.
  await move('Undo check-in', 'CONFIRMED')
})

test('a cancellation and a no-show are undone', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Back'), 0, 3)
  const anna = await signedInAs('Anna')
  for (const [done, undone, status] of [
    ['Cancel booking', 'Undo cancellation', 'CANCELLED'],
    ['Mark as no-show', 'Undo no-show', 'NO_SHOW'],
  ] as const) {
    for (const [button, to] of [
      [done, status],
      [undone, 'CONFIRMED'],
    ] as const) {
      const dialog = await openBooking(anna, booking)
      await dialog.getByRole('button', { name: button, exact: true }).click()
      await dialog.getByRole('button', { name: 'Save', exact: true }).click()
      await expect.poll(() => saved(anna, booking, 'status')).toBe(to)
    }
  }
})
