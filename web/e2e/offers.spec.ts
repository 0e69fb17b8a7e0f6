import type { Page } from '@playwright/test'

import { expect } from './fixtures'
import { type Hotel } from './hotel'
import { drag, room, show, test } from './plan'

/** A double and a suite below it, at 100 and at 150 a night. */
async function doubleAndSuite(hotel: Hotel, name: string) {
  return {
    double: await hotel.room(`${name} 1`, { roomType: 'Double', nightlyRate: '100' }),
    suite: await hotel.room(`${name} 2`, { roomType: 'Suite', nightlyRate: '150' }),
  }
}

const offers = (page: Page) => page.getByRole('region', { name: 'Prices to decide on' })
const offer = (page: Page, reference: string) => offers(page).getByRole('group', { name: reference })

test('a move to a room of another type offers its price, on whatever screen, until Anna takes it', async ({
  hotel,
  signedInAs,
}) => {
  const { double, suite } = await doubleAndSuite(hotel, 'Offer')
  const booking = await hotel.booking(double, 3, 6)
  const anna = await signedInAs('Anna')
  await show(anna, 'Offer')
  await drag(anna, booking.reference, { rooms: 1 })
  const price = offer(anna, booking.reference)
  await expect(price).toContainText('3 × €150.00 = €450.00. The price is still €300.00.')
  await expect.poll(() => hotel.stay(booking.id)).toMatchObject({ roomId: suite.id })

  await anna.getByRole('link', { name: 'Guests' }).click()
  await expect(anna.getByRole('heading', { name: 'Guests' })).toBeVisible()
  await expect(price).toBeVisible()
  expect(await hotel.price(booking.id)).toMatch(/^300/)
  await price.getByRole('button', { name: 'Take €450.00' }).click()
  await expect(offers(anna)).toHaveCount(0)
  expect(await hotel.price(booking.id)).toMatch(/^450/)
})

test('two offers wait for a decision each, and the price that is kept stays', async ({
  hotel,
  signedInAs,
}) => {
  const { double } = await doubleAndSuite(hotel, 'Keep')
  const [one, other] = [await hotel.booking(double, 1, 4), await hotel.booking(double, 5, 8)]
  const anna = await signedInAs('Anna')
  await show(anna, 'Keep')
  for (const { reference } of [one, other]) {
    await drag(anna, reference, { rooms: 1 })
    await expect(room(anna, 'Keep 2').getByRole('button', { name: reference })).toBeVisible()
    await expect(offer(anna, reference)).toContainText('3 × €150.00')
  }
  // Where its price was agreed for there is nothing to decide.
  await drag(anna, other.reference, { rooms: -1 })
  await expect(offer(anna, other.reference)).toHaveCount(0)
  await offer(anna, one.reference).getByRole('button', { name: 'Keep €300.00' }).click()
  await expect(offers(anna)).toHaveCount(0)
  expect(await hotel.price(one.id)).toMatch(/^300/)
})

test('an offer goes where somebody else sets the price, or deletes the booking', async ({
  hotel,
  signedInAs,
}) => {
  const { double } = await doubleAndSuite(hotel, 'Set')
  const [priced, deleted] = [await hotel.booking(double, 1, 4), await hotel.booking(double, 5, 8)]
  const anna = await signedInAs('Anna')
  await show(anna, 'Set')
  for (const { reference } of [priced, deleted]) {
    await drag(anna, reference, { rooms: 1 })
    await expect(offer(anna, reference)).toBeVisible()
  }
  await hotel.move({ ...priced, version: 2 }, { totalPrice: '290' })
  await expect(offer(anna, priced.reference)).toHaveCount(0)
  await expect(offer(anna, deleted.reference)).toBeVisible()
  await hotel.delete(deleted)
  await expect(offers(anna)).toHaveCount(0)
})

test('an offer that is taken on an older version is not saved, and follows the stay', async ({
  hotel,
  signedInAs,
}) => {
  const { double } = await doubleAndSuite(hotel, 'Behind')
  const penthouse = await hotel.room('Behind 3', { roomType: 'Suite', nightlyRate: '200' })
  const booking = await hotel.booking(double, 3, 6)
  const anna = await signedInAs('Anna')
  // What others do reaches her page no longer: as if it happened the moment that she decides.
  await anna.routeWebSocket(/graphql/, () => undefined)
  await anna.reload()
  await show(anna, 'Behind')
  await drag(anna, booking.reference, { rooms: 1 })
  const price = offer(anna, booking.reference)
  await expect(price).toContainText('= €450.00')
  await hotel.move({ ...booking, version: 2 }, { roomId: penthouse.id })
  await price.getByRole('button', { name: 'Take €450.00' }).click()

  const said = anna
    .getByRole('alert')
    .filter({ hasText: `${booking.reference} was changed by somebody else` })
  await expect(said).toBeVisible()
  await expect(price).toContainText('3 × €200.00 = €600.00')
  expect(await hotel.price(booking.id)).toMatch(/^300/)
  await price.getByRole('button', { name: 'Take €600.00' }).click()
  await expect.poll(() => hotel.price(booking.id)).toMatch(/^600/)
})
