import { ask, change, makeBooking } from './desk'
import { expect, test } from './fixtures'

test('the history of a deleted booking is opened from its toast, and from its address', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  await change(anna, booking, 'totalPrice: "120"')
  await ben.reload()
  await expect(ben.getByRole('status')).toHaveText('Live: changes appear at once')
  await ask(
    anna,
    `mutation { deleteBooking(input: { id: "${booking.id}", expectedVersion: 2 }) { __typename } }`,
  )
  const toast = ben.getByRole('alert').filter({ hasText: `Anna deleted booking ${booking.reference} of` })
  await toast.getByRole('button', { name: 'View changes' }).click()

  const dialog = ben.getByRole('dialog', { name: `Booking ${booking.reference}` })
  const shown = async () => {
    await expect(dialog.getByText('This was deleted.')).toBeVisible()
    await expect(dialog.getByRole('tab')).toHaveText(['History'])
    const last = dialog.getByRole('listitem', { name: 'Version 3' })
    await expect(last).toContainText('Anna deleted it')
    await last.getByRole('button', { name: 'View' }).click()
    await expect(last.getByRole('row', { name: 'Price €120.00' }), 'what it was').toBeVisible()
    await expect(dialog.getByRole('listitem', { name: 'Version 2' })).toContainText('€100.00')
    await expect(dialog.getByRole('listitem')).toHaveCount(3)
    await expect(dialog.getByRole('button', { name: /Restore|Save|Delete/ })).toHaveCount(0)
  }
  await shown()
  await ben.reload()
  await shown()
})

test('the history of a deleted guest is opened from their address', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const { createGuest } = await ask<{ createGuest: { guest: { id: string } } }>(
    anna,
    'mutation { createGuest(input: { name: "Gone Girl" }) { ... on GuestSaved { guest { id } } } }',
  )
  const { id } = createGuest.guest
  await anna.goto(`/guests?guest=${id}`)
  const dialog = anna.getByRole('dialog', { name: 'Gone Girl' })
  await expect(dialog.getByRole('tab')).toHaveText(['Guest', 'Stays', 'History'])
  await ask(anna, `mutation { deleteGuest(input: { id: "${id}", expectedVersion: 1 }) { __typename } }`)
  await expect(dialog.getByRole('alert')).toContainText('Anna deleted this')
  await dialog.getByRole('tab', { name: 'History' }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(2)

  await anna.goto(`/guests?guest=${id}&tab=history`)
  await expect(dialog.getByText('This was deleted.')).toBeVisible()
  await expect(dialog.getByRole('listitem')).toHaveCount(2)
})

test('what never was is not there', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  await anna.goto(`/rooms?room=${crypto.randomUUID()}`)
  await expect(anna.getByRole('dialog', { name: 'Room' })).toContainText('This is not there (any more).')
})
