import { change, makeBooking, openBooking } from './desk'
import { expect, test } from './fixtures'

test('a version that cannot be read says so, and shows what changed as it was written', async ({
  signedInAs,
  server,
}) => {
  const anna = await signedInAs('Anna')
  const booking = await makeBooking(anna)
  await change(anna, booking, 'totalPrice: "120", checkOut: "2031-03-07"')
  // As a program may have done that writes to the tables by itself.
  await server.sql(`UPDATE change_log SET after = after || '{"total_price": "NaN", "check_out": "soon"}'
    WHERE row_id = '${booking.id}' AND version = 2`)
  const dialog = await openBooking(anna, booking, 'history')
  const second = dialog.getByRole('listitem', { name: 'Version 2' })
  await expect(second).toContainText('A value of this version cannot be read: it was written past Frontdesk.')
  await expect(second.getByRole('row', { name: 'Price 100.00 NaN' })).toBeVisible()
  await expect(second.getByRole('row', { name: 'Departure 2031-03-06 soon' })).toBeVisible()
  await expect(second.getByRole('button', { name: 'View' })).toBeHidden()
  const first = dialog.getByRole('listitem', { name: 'Version 1' })
  await expect(first).not.toContainText('cannot be read')
  await expect(first.getByRole('button', { name: 'Restore' })).toBeVisible()
})
