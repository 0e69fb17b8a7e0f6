import type { Page } from '@playwright/test'

import { look } from './card'
import { change, field, makeBooking, openBooking, saved } from './desk'
import { expect } from './fixtures'
import { plan, show, test } from './plan'
import { countTask } from './steps'

async function find(page: Page, text: string) {
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: 'Find', exact: true })
  await dialog.getByRole('combobox').fill(text)
  return dialog
}

test('table: sign in', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused()
  const taken = await countTask(page)
  await page.keyboard.insertText('anna@demo.frontdesk')
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('frontdesk')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Room plan' })).toBeVisible()
  expect(await taken()).toEqual({ steps: 2, texts: 2 })
})

// Found is what can be seen.
test('table: find a booking of last year by its number', async ({ hotel, signedInAs }) => {
  const past = await hotel.booking(await hotel.room('Last year'), -366, -364)
  const anna = await signedInAs('Anna')
  await plan(anna).waitFor()
  const taken = await countTask(anna)
  const dialog = await find(anna, past.reference)
  const hit = dialog.getByRole('option').first()
  await expect(hit).toContainText(past.reference)
  await expect(hit).toContainText(past.guest)
  await expect(hit).toContainText('Last year')
  expect(await taken()).toEqual({ steps: 1, texts: 1 })
})

test('table: find a guest from the plan', async ({ hotel, signedInAs }) => {
  await hotel.ask(
    'mutation { createGuest(input: { name: "Fiona Found", phone: "+49 30 5555 1234" }) { __typename } }',
  )
  const anna = await signedInAs('Anna')
  await plan(anna).waitFor()
  const taken = await countTask(anna)
  const dialog = await find(anna, 'fiona')
  await expect(dialog.getByRole('option', { name: 'Fiona Found' })).toContainText('+49 30 5555 1234')
  expect(await taken()).toEqual({ steps: 1, texts: 1 })
})

test('table: the same field edited by two people', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const booking = await makeBooking(anna)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Price').fill('99')
  await change(anna, booking, 'totalPrice: "120", notes: "has a dog"')
  const theirs = dialog.getByRole('group', { name: 'What others did to Price' })
  await expect(theirs).toContainText('Anna changed this to €120.00')
  const taken = await countTask(ben)
  await theirs.getByRole('button', { name: 'Keep mine' }).click()
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(ben, booking, 'totalPrice')).toBe('99.00')
  expect(await taken()).toEqual({ steps: 2, texts: 0 })
  expect(await saved(ben, booking, 'notes'), 'nothing is lost').toBe('has a dog')
})

test('table: who changed what, and restore it', async ({ hotel, signedInAs }) => {
  const booking = await hotel.booking(await hotel.room('Who 1'), 1, 4)
  await hotel.move(booking, { notes: 'has a dog', totalPrice: '120' })
  const anna = await signedInAs('Anna')
  await show(anna, 'Who')
  const card = await look(anna, booking)
  const taken = await countTask(anna)
  await card.getByRole('button', { name: 'Open' }).click()
  const dialog = anna.getByRole('dialog', { name: `Booking ${booking.reference}` })
  await dialog.getByRole('tab', { name: 'History' }).click()
  const now = dialog.getByRole('listitem', { name: 'Version 2' })
  await expect(now).toContainText('Mara changed it')
  await now.getByRole('button', { name: 'Put back: Price' }).click()
  await expect.poll(() => hotel.price(booking.id)).toBe('300.00')
  expect(await taken()).toEqual({ steps: 3, texts: 0 })
  expect(await saved(anna, booking, 'notes')).toBe('has a dog')
})

test('table: print arrivals', async ({ hotel, signedInAs }) => {
  const coming = await hotel.booking(await hotel.room('Printed 1'), 0, 2)
  const anna = await signedInAs('Anna')
  await plan(anna).waitFor()
  // The browser's own dialog is one that no story can close.
  const printed = anna.evaluate(
    () => new Promise<string>((tell) => (window.print = () => tell(document.body.innerText))),
  )
  const taken = await countTask(anna)
  await anna.getByRole('link', { name: 'Print lists' }).click()
  await anna.getByRole('button', { name: 'Print', exact: true }).click()
  expect(await printed).toContain(coming.reference)
  expect(await taken()).toEqual({ steps: 2, texts: 0 })
})

test('table: add a colleague', async ({ signedInAs }) => {
  const mara = await signedInAs('Mara')
  await plan(mara).waitFor()
  const taken = await countTask(mara)
  await mara.getByRole('link', { name: 'Staff', exact: true }).click()
  await expect(mara.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await mara.keyboard.insertText('Tabea')
  await mara.keyboard.press('Tab')
  await mara.keyboard.insertText('tabea@hotel.example')
  await mara.keyboard.press('Enter')
  await expect(mara.getByRole('textbox', { name: 'Link', exact: true })).toHaveValue(
    /\/invitation#[\w-]{43}$/,
  )
  expect(await taken()).toEqual({ steps: 3, texts: 2 })
})
