import type { Page } from '@playwright/test'

import { type Booking, change, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'

/** Ben has typed 99 and a note, Anna's 120 is there before him, and Ben saves all the same. */
async function collide(anna: Page, ben: Page, booking: Booking) {
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Price').fill('99')
  await field(dialog, 'Notes').fill('needs a cot')
  await change(anna, booking, 'totalPrice: "120", adults: 3')
  await expect(dialog.getByRole('group', { name: 'What others did to Price' })).toContainText('€120.00')
  await field(dialog, 'Price').press('Enter')
  const conflict = ben.getByRole('dialog', { name: `Anna changed booking ${booking.reference} too` })
  const price = conflict.getByRole('radiogroup', { name: 'Price' })
  await expect(price).toContainText('€100.00')
  await expect(price).toContainText('€99.00')
  await expect(price).toContainText('€120.00')
  await expect(conflict.getByRole('alert')).toContainText('Adults')
  await expect(conflict.getByRole('alert')).toContainText('3')
  return { dialog, conflict, price }
}

test('Ben keeps what Anna did, and his other edit is saved', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const { conflict, dialog } = await collide(anna, ben, booking)
  await conflict.getByRole('button', { name: 'Keep all theirs' }).click()
  await conflict.getByRole('button', { name: 'Save my choice' }).click()
  await expect(conflict).toBeHidden()
  await expect(dialog).toBeHidden()
  await expect.poll(() => saved(ben, booking, 'notes')).toBe('needs a cot')
  expect(await saved(ben, booking, 'totalPrice')).toBe('120.00')
})

test('Ben uses his own, on the version that he was shown', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const { conflict, dialog } = await collide(anna, ben, booking)
  await conflict.getByRole('button', { name: 'Use all mine' }).click()
  await conflict.getByRole('button', { name: 'Save my choice' }).click()
  await expect(conflict).toBeHidden()
  await expect(dialog).toBeHidden()
  await expect.poll(() => saved(ben, booking, 'totalPrice')).toBe('99.00')
  expect(await saved(ben, booking, 'adults')).toBe(3)
})

test('Ben chooses field by field, and a third writer does not undo his choices', async ({ signedInAs }) => {
  // Three people sign in.
  test.slow()
  const [anna, ben, mara] = [await signedInAs('Anna'), await signedInAs('Ben'), await signedInAs('Mara')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Price').fill('99')
  await field(dialog, 'Notes').fill('needs a cot')
  await change(anna, booking, 'totalPrice: "120", notes: "has a dog"')
  await expect(dialog.getByRole('group', { name: 'What others did to Notes' })).toContainText('has a dog')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()

  const first = ben.getByRole('dialog', { name: `Anna changed booking ${booking.reference} too` })
  await first.getByRole('radiogroup', { name: 'Price' }).getByRole('radio', { name: 'Use mine' }).click()
  await expect(first.getByRole('button', { name: 'Save my choice' })).toBeDisabled()
  await first.getByRole('radiogroup', { name: 'Notes' }).getByRole('radio', { name: 'Keep theirs' }).click()

  await change(mara, booking, 'totalPrice: "130"')
  await first.getByRole('button', { name: 'Save my choice' }).click()

  const second = ben.getByRole('dialog', { name: `Mara, Anna changed booking ${booking.reference} too` })
  const price = second.getByRole('radiogroup', { name: /^Price/ })
  await expect(price).toContainText('€130.00')
  await expect(price).toHaveAccessibleName('Price changed again')
  await expect(price.getByRole('radio', { name: 'Use mine' })).toBeChecked()
  await expect(
    second.getByRole('radiogroup', { name: 'Notes' }).getByRole('radio', { name: 'Keep theirs' }),
  ).toBeChecked()
  await second.getByRole('button', { name: 'Save my choice' }).click()

  await expect(second).toBeHidden()
  await expect.poll(() => saved(ben, booking, 'totalPrice')).toBe('99.00')
  expect(await saved(ben, booking, 'notes')).toBe('has a dog')
})

test('fields that belong together are shown together, with the reason', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Price').fill('99')
  await change(anna, booking, 'checkOut: "2031-03-08"')
  await expect(field(dialog, 'Departure')).toHaveValue('08/03/2031')
  await expect(dialog.getByRole('group', { name: 'What others did to Price' })).toContainText(
    'Departure 8 Mar 2031',
  )
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()

  const conflict = ben.getByRole('dialog', { name: /changed booking/ })
  await expect(conflict.getByText('the price is for these nights')).toBeVisible()
  await expect(conflict.getByRole('group', { name: 'Departure' })).toContainText('8 Mar 2031')
  await conflict.getByRole('button', { name: 'Back to the form' }).last().click()
  await expect(field(dialog, 'Price')).toHaveValue('99')
})
