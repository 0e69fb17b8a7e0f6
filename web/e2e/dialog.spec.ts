import { ask, change, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'
import { Hotel } from './hotel'

test('Anna changes the price, Ben the notes, and both are kept', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const [annas, bens] = [await openBooking(anna, booking), await openBooking(ben, booking)]
  await field(bens, 'Notes').fill('arrives late')

  await field(annas, 'Price').fill('120')
  await field(annas, 'Price').press('Enter')

  await expect(ben.getByText(/^Anna changed the price for .* to €120\.00/)).toBeVisible()
  await expect(field(bens, 'Price')).toHaveValue('120.00')
  await expect(field(bens, 'Notes')).toHaveValue('arrives late')
  await bens.getByRole('button', { name: 'Save', exact: true }).click()

  await expect.poll(() => saved(ben, booking, 'notes')).toBe('arrives late')
  expect(await saved(ben, booking, 'totalPrice')).toBe('120.00')
  await expect(annas, 'a save is done with it').toBeHidden()
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

test('Escape asks only where something was typed, and what is kept is still there', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const booking = await makeBooking(anna)
  const dialog = await openBooking(anna, booking)
  await anna.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await openBooking(anna, booking)
  await field(dialog, 'Notes').fill('needs a cot')
  await anna.keyboard.press('Escape')
  const question = anna.getByRole('dialog', { name: 'Discard what you typed?' })
  await question.getByRole('button', { name: 'Keep editing' }).click()
  await expect(field(dialog, 'Notes')).toHaveValue('needs a cot')

  await dialog.getByRole('tab', { name: 'Guest' }).click()
  await anna.keyboard.press('Escape')
  await question.getByRole('button', { name: 'Discard' }).click()
  await expect(dialog).toBeHidden()
  expect(await saved(anna, booking, 'notes')).toBe('')
})

test('a booking that is deleted under an open form says so, and what was typed can be taken along', async ({
  signedInAs,
}) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Notes').fill('needs a cot')
  await ask(
    anna,
    `mutation { deleteBooking(input: { id: "${booking.id}", expectedVersion: 1 }) { __typename } }`,
  )
  await expect(dialog.getByRole('alert')).toContainText('Anna deleted this')
  await expect(field(dialog, 'Notes')).toHaveValue('needs a cot')
  await expect(dialog.getByRole('button', { name: 'Copy what I typed' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeHidden()
})

test('a room that is taken names who is there, and offers others', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const there = await makeBooking(anna, 'notes: "there first"')
  await change(anna, there, 'status: CONFIRMED')
  const booking = await makeBooking(anna)
  const dialog = await openBooking(anna, booking)
  await expect(dialog.getByText(`${there.reference} (`)).toBeVisible()
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()

  const refusal = dialog.getByRole('alert')
  await expect(refusal.getByRole('link', { name: there.reference })).toBeVisible()
  await expect(refusal, 'without scrolling').toBeInViewport({ ratio: 1 })
  await refusal.getByRole('button').first().click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CONFIRMED')
  await change(anna, there, 'status: CANCELLED')
})

test('an older version is looked at and restored', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const booking = await makeBooking(anna)
  await change(anna, booking, 'totalPrice: "120", notes: "has a dog"')
  const dialog = await openBooking(anna, booking, 'history')
  const now = dialog.getByRole('listitem', { name: 'Version 2' })
  await expect(now.getByRole('row', { name: 'Price €100.00 €120.00' })).toBeVisible()
  const first = dialog.getByRole('listitem', { name: 'Version 1' })
  await first.getByRole('button', { name: 'View' }).click()
  await expect(first.getByRole('row', { name: 'Arrival 3 Mar 2031' })).toBeVisible()

  await first.getByRole('button', { name: 'Restore' }).click()
  const question = anna.getByRole('dialog', { name: 'Restore version 1' })
  await question.getByRole('checkbox', { name: /Notes/ }).uncheck()
  await question.getByRole('button', { name: 'Restore' }).click()
  await expect(dialog.getByRole('listitem', { name: 'Version 3' })).toBeVisible()
  expect(await saved(anna, booking, 'totalPrice')).toBe('100.00')
  expect(await saved(anna, booking, 'notes')).toBe('has a dog')
})

test('who may only look sees all and changes nothing', async ({ signedInAs }) => {
  const [anna, vera] = [await signedInAs('Anna'), await signedInAs('Vera')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(vera, booking)
  const panel = dialog.getByRole('tabpanel', { name: 'Booking' })
  await expect(panel.getByText('You can look at this, but not change it.')).toBeVisible()
  await expect(field(dialog, 'Price')).not.toBeEditable()
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toBeHidden()
  await change(anna, booking, 'totalPrice: "120"')
  await expect(field(dialog, 'Price')).toHaveValue('120.00')
})

test('Ben reads and types as in German', async ({ signedInAs }) => {
  const ben = await signedInAs('Ben')
  const booking = await makeBooking(ben)
  await ben.getByRole('button', { name: 'Language' }).click()
  await ben.getByRole('menuitem', { name: 'Deutsch' }).click()
  await ben.goto(`/bookings?booking=${booking.id}`)
  const dialog = ben.getByRole('dialog', { name: `Buchung ${booking.reference}` })
  await expect(field(dialog, 'Anreise')).toHaveValue('03.03.2031')
  await field(dialog, 'Abreise').fill('08.03.2031')
  await field(dialog, 'Preis').fill('120,50')
  await dialog.getByRole('button', { name: 'Speichern' }).click()
  await expect.poll(() => saved(ben, booking, 'totalPrice')).toBe('120.50')
  expect(await saved(ben, booking, 'checkOut')).toBe('2031-03-08')
})

test('Anna makes a booking, and a guest on the way', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  await anna.goto('/bookings?new=&from=2031-05-01&to=2031-05-04')
  const dialog = anna.getByRole('dialog', { name: 'New booking' })
  await field(dialog, 'Notes').fill('first visit')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('Something is missing')

  const guest = dialog.getByRole('combobox', { name: 'Guest' })
  await guest.fill('Wanda Wolf')
  await guest.press('Enter')
  await expect(guest).toHaveValue('Wanda Wolf')
  await dialog.getByRole('combobox', { name: 'Room' }).click()
  await anna.getByRole('option').first().click()
  await expect(field(dialog, 'Price')).not.toHaveValue('')
  // A single room.
  await field(dialog, 'Adults').fill('1')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(anna.getByRole('alert').getByRole('button', { name: 'Undo' })).toBeVisible()
})

test('why a save failed is in sight however long the form is, with the first field that is wrong', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  await anna.setViewportSize({ width: 390, height: 640 })
  const booking = await makeBooking(anna)
  const dialog = await openBooking(anna, booking)
  const lines = 'one line\n'.repeat(8)
  await field(dialog, 'Notes').fill(lines)
  await field(dialog, 'Arrival').fill('soon')
  await field(dialog, 'Price').fill('')
  await field(dialog, 'Notes').focus()
  await expect(field(dialog, 'Arrival'), 'the story begins away from it').not.toBeInViewport()

  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  const why = dialog.getByRole('alert')
  await expect(why).toContainText('Something is missing')
  await expect(why).toBeInViewport({ ratio: 1 })
  await expect(field(dialog, 'Arrival')).toBeFocused()
  await expect(field(dialog, 'Arrival')).toBeInViewport({ ratio: 1 })

  await field(dialog, 'Arrival').fill('2031-03-03')
  await field(dialog, 'Price').fill('99')
  await anna.route('**/graphql', (route) =>
    route.request().postData()?.includes('EditBooking')
      ? route.fulfill({ json: { errors: [{ message: 'a mistake', extensions: { code: 'INTERNAL' } }] } })
      : route.fallback(),
  )
  await field(dialog, 'Notes').focus()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(why).toContainText('The server does not answer')
  await expect(why).toBeInViewport({ ratio: 1 })
  await field(dialog, 'Price').scrollIntoViewIfNeeded()
  await expect(why.getByRole('button', { name: 'Try again' })).toBeInViewport({ ratio: 1 })
})

test('a booking is called by its guest; what is next stands beside Save, and Save closes it', async ({
  server,
  signedInAs,
}) => {
  const hotel = await Hotel.open(server.url)
  const booking = await hotel.booking(await hotel.room('Next 1'), 0, 2)
  const anna = await signedInAs('Anna')
  await openBooking(anna, booking)
  const dialog = anna.getByRole('dialog', { name: `${booking.guest} Booking ${booking.reference}` })
  const next = dialog.getByRole('button', { name: `Check in: ${booking.guest}` })
  await expect(next).toBeVisible()
  await field(dialog, 'Notes').fill('late')
  await expect(next, 'what is typed comes first').toHaveCount(0)
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  await expect(anna.getByRole('alert').getByRole('button', { name: 'Undo' })).toBeVisible()
  await openBooking(anna, booking)
  await next.click()
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => saved(anna, booking, 'status')).toBe('CHECKED_IN')
})
