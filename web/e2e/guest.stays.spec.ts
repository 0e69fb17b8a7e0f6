import { field } from './desk'
import { expect } from './fixtures'
import { makeGuest, openGuest } from './guests'
import type { Booking, Hotel, Room } from './hotel'
import { bar, show, test } from './plan'

/** A stay of a guest, as long ago as a check-in still may be made: it ended today. */
async function stayed(hotel: Hotel, room: Room, guestId: string): Promise<Booking> {
  const booking = await hotel.booking(room, -2, 0, { guestId })
  await hotel.move(booking, { status: 'CHECKED_IN' })
  await hotel.move({ ...booking, version: booking.version + 1 }, { status: 'CHECKED_OUT' })
  return booking
}

test('a guest’s stays are listed, and the next one is booked in the room of last time', async ({
  hotel,
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const guest = await makeGuest(anna, 'Sigrun Stamm')
  const room = await hotel.room('Stays 1')
  const past = await stayed(hotel, room, guest.id)
  const dialog = await openGuest(anna, guest)
  await dialog.getByRole('tab', { name: 'Stays' }).click()
  await expect(dialog).toContainText('1 stay · 2 nights · last ')
  const rows = dialog.getByRole('table', { name: 'Stays' }).getByRole('row')
  await expect(rows).toHaveCount(2)
  await expect(rows.nth(1)).toContainText(past.reference)
  await expect(rows.nth(1)).toContainText('Stays 1')
  await expect(rows.nth(1)).toContainText('€300.00')

  // What others book for the guest is there at once, the newest first.
  const next = await hotel.booking(room, 40, 42, { guestId: guest.id, status: 'INQUIRY' })
  await expect(rows.nth(1)).toContainText(next.reference)
  await expect(rows).toHaveCount(3)

  await dialog.getByRole('button', { name: 'Book again' }).click()
  const begun = anna.getByRole('dialog', { name: 'New booking' })
  await expect(begun.getByRole('combobox', { name: 'Guest' })).toHaveValue('Sigrun Stamm')
  await expect(begun.getByRole('combobox', { name: 'Room' })).toHaveValue(/Stays 1/)
  await field(begun, 'Notes').fill('as last time')
  await begun.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(async () => (await hotel.bookingsIn(room)).length).toBe(3)

  // Whose room is taken tonight chooses another.
  const back = await openGuest(anna, guest)
  await back.getByRole('tab', { name: 'Stays' }).click()
  await back.getByRole('button', { name: 'Book again' }).click()
  await expect(begun.getByRole('combobox', { name: 'Guest' })).toHaveValue('Sigrun Stamm')
  await expect(begun.getByRole('combobox', { name: 'Room' })).toHaveValue('')
})

test('the way from a stay to its booking and back', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const guest = await makeGuest(anna, 'Wanda Weg')
  const { reference } = await hotel.booking(await hotel.room('Stays 2'), 5, 7, { guestId: guest.id })
  const dialog = await openGuest(anna, guest)
  await dialog.getByRole('tab', { name: 'Stays' }).click()
  await expect(dialog).toContainText('Has not stayed here yet.')
  await dialog.getByRole('link', { name: reference }).click()
  await expect(anna.getByRole('dialog', { name: `Booking ${reference}` })).toBeVisible()
  await anna.goBack()
  await expect(dialog.getByRole('link', { name: reference })).toBeVisible()
})

test('the card of a bar says how often its guest was here before', async ({ hotel, signedInAs }) => {
  const anna = await signedInAs('Anna')
  const guest = await makeGuest(anna, 'Carla Card')
  const room = await hotel.room('Before 1')
  const first = await stayed(hotel, room, guest.id)
  const { reference } = await hotel.booking(room, 0, 2, { guestId: guest.id })
  await show(anna, 'Before')
  await bar(anna, reference).hover()
  const card = anna.getByRole('region', { name: `${reference} at a glance` })
  await expect(card).toContainText('1 stay before, ')
  await bar(anna, first.reference).hover()
  const before = anna.getByRole('region', { name: `${first.reference} at a glance` })
  await expect(before).toContainText('Carla Card')
  await expect(before).not.toContainText('before')
})
