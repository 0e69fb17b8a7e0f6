import { ask, change, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'
import { SERVER_AWAY } from './printed'

test('a server that is killed and restarted under a half-typed form loses nothing', async ({
  signedInAs,
  server,
  printed,
}) => {
  test.slow()
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Notes').fill('arrives la')
  printed.expect(SERVER_AWAY)
  await server.kill()
  await field(dialog, 'Notes').pressSequentially('te')
  await server.restart()

  const anna = await signedInAs('Anna')
  await change(anna, booking, 'totalPrice: "120"')
  await expect(field(dialog, 'Price')).toHaveValue('120.00')
  await expect(field(dialog, 'Notes')).toHaveValue('arrives late')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(anna, booking, 'notes')).toBe('arrives late')
  expect(await saved(anna, booking, 'totalPrice')).toBe('120.00')
})

test('a half-typed form is still there after the session has ended, and is saved with the next one', async ({
  signedInAs,
}) => {
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Notes').fill('arrives late')
  await ask(ben, 'mutation { signOut { __typename } }')
  const ended = ben.getByRole('dialog', { name: 'Your session has ended' })
  await ended.getByRole('button', { name: 'Ben', exact: true }).click()
  await expect(ended).toBeHidden()
  await expect(field(dialog, 'Notes')).toHaveValue('arrives late')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(ben, booking, 'notes')).toBe('arrives late')
})

test('what was typed outlives the look at another booking', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const [one, other] = [await makeBooking(anna), await makeBooking(anna)]
  const dialog = await openBooking(ben, one)
  await field(dialog, 'Notes').fill('arrives late')
  await change(anna, other, 'notes: "has a dog"')
  await ben.getByRole('button', { name: 'View changes' }).click()
  await expect(ben.getByRole('dialog', { name: `Booking ${other.reference}` })).toBeVisible()
  await ben.goBack()
  await expect(field(dialog, 'Notes')).toHaveValue('arrives late')
})
