import { change, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'

test('Anna changes the price, Ben the notes, and both are kept', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const [annas, bens] = [await openBooking(anna, booking), await openBooking(ben, booking)]
  await field(bens, 'Notes').fill('arrives late')

  await field(annas, 'Price').fill('120')
  await field(annas, 'Price').press('Enter')

  await expect(ben.getByText(`Anna updated booking ${booking.reference}`)).toBeVisible()
  await expect(field(bens, 'Price')).toHaveValue('120.00')
  await expect(field(bens, 'Notes')).toHaveValue('arrives late')
  await bens.getByRole('button', { name: 'Save', exact: true }).click()

  await expect.poll(() => saved(ben, booking, 'notes')).toBe('arrives late')
  expect(await saved(ben, booking, 'totalPrice')).toBe('120.00')
  await expect(field(annas, 'Notes')).toHaveValue('arrives late')
})

test('what others did to an edited field stands beside it before it is saved', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Price').fill('99')
  await change(anna, booking, 'totalPrice: "120"')

  const theirs = dialog.getByRole('group', { name: 'What others did to Price' })
  await expect(theirs).toContainText('Anna changed this to €120.00')
  await expect(field(dialog, 'Price')).toHaveValue('99')
  await theirs.getByRole('button', { name: 'Keep mine' }).click()
  await expect(theirs).toBeHidden()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()

  await expect.poll(() => saved(ben, booking, 'totalPrice')).toBe('99.00')
})
