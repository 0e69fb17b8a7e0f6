import type { Page } from '@playwright/test'

import { change, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'
import { makeGuest, openGuest, savedGuest } from './guests'
import { Hotel } from './hotel'

const save = { name: 'Save', exact: true } as const
const crowded = (page: Page) => page.getByRole('dialog', { name: 'Save it like this?' })
const sameEmail = (page: Page) => page.getByRole('dialog', { name: 'Another guest has this e-mail address' })

test('more persons than a room sleeps are asked about, with the numbers, and may be meant', async ({
  signedInAs,
  server,
}) => {
  const ben = await signedInAs('Ben')
  const room = await (await Hotel.open(server.url)).room('Engzimmer')
  const booking = await makeBooking(ben)
  await change(ben, booking, `roomId: "${room.id}"`)
  const dialog = await openBooking(ben, booking)
  await field(dialog, 'Adults').fill('2')
  await field(dialog, 'Children').fill('1')
  await dialog.getByRole('button', save).click()
  await expect(crowded(ben)).toContainText('3 persons would be in room Engzimmer, which sleeps 2.')
  await crowded(ben).getByRole('button', { name: 'Back to the form' }).click()
  await expect(crowded(ben)).toBeHidden()
  await expect(field(dialog, 'Children')).toHaveValue('1')
  expect(await saved(ben, booking, 'version')).toBe(2)

  await dialog.getByRole('button', save).click()
  await crowded(ben).getByRole('button', { name: 'Save anyway' }).click()
  await expect.poll(() => saved(ben, booking, 'children')).toBe(1)
  await expect(dialog).toHaveCount(0)
  // Asked once: what else is edited has nothing to do with it.
  await openBooking(ben, booking)
  await field(dialog, 'Notes').fill('a bed is put up')
  await dialog.getByRole('button', save).click()
  await expect.poll(() => saved(ben, booking, 'notes')).toBe('a bed is put up')
})

test('a new booking is asked about too; a new guest who is there already can be used', async ({
  signedInAs,
  server,
}) => {
  const ben = await signedInAs('Ben')
  const room = await (await Hotel.open(server.url)).room('Notzimmer')
  await makeGuest(ben, 'Paula Pohl', ', email: "paula@pohl.example"')
  await ben.goto(`/bookings?new=${room.id}&from=2032-05-01&to=2032-05-04`)
  const dialog = ben.getByRole('dialog', { name: 'New booking' })
  const guest = dialog.getByRole('combobox', { name: 'Guest' })
  await guest.fill('P. Pohl')
  await guest.press('Enter')
  await field(dialog, 'E-mail').fill('Paula@Pohl.example')
  await dialog.getByRole('button', save).click()
  await expect(sameEmail(ben)).toContainText('Paula Pohl · paula@pohl.example')
  await sameEmail(ben).getByRole('button', { name: 'Use this guest: Paula Pohl' }).click()
  await expect(guest).toHaveValue('Paula Pohl · paula@pohl.example')

  await field(dialog, 'Adults').fill('5')
  await dialog.getByRole('button', save).click()
  await expect(crowded(ben)).toContainText('5 persons would be in room Notzimmer, which sleeps 2.')
  await ben.keyboard.press('Escape')
  await expect(crowded(ben)).toBeHidden()
  await field(dialog, 'Adults').fill('2')
  await dialog.getByRole('button', save).click()
  await expect(dialog).toBeHidden()
})

test('an e-mail address that another guest has is asked about, and may be meant', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const email = 'familie@quast.example'
  await makeGuest(anna, 'Quirin Quast', `, email: "${email}"`)
  const other = await makeGuest(anna, 'Quentin Quast')
  // Not asked about: it is only a part of theirs.
  const third = await openGuest(anna, await makeGuest(anna, 'Qadir Quast'))
  await field(third, 'E-mail').fill('e@quast.example')
  await third.getByRole('button', save).click()
  await expect(third.getByRole('button', save)).toBeDisabled()

  const dialog = await openGuest(anna, other)
  await field(dialog, 'E-mail').fill(email)
  await field(dialog, 'E-mail').press('Enter')
  await sameEmail(anna).getByRole('button', { name: 'Open this guest: Quirin Quast' }).click()
  await expect(anna.getByRole('dialog', { name: 'Quirin Quast' })).toBeVisible()
  await anna.goBack()
  await expect(field(dialog, 'E-mail')).toHaveValue(email)
  await dialog.getByRole('button', save).click()
  await sameEmail(anna).getByRole('button', { name: 'Save anyway' }).click()
  await expect.poll(() => savedGuest(anna, other, 'email')).toBe(email)

  await anna.goto('/guests?guest=new')
  const form = anna.getByRole('dialog', { name: 'New guest' })
  await field(form, 'Name').fill('Quinn Quast')
  await field(form, 'E-mail').fill(email)
  await form.getByRole('button', save).click()
  await expect(sameEmail(anna)).toContainText('Quirin Quast')
  await expect(sameEmail(anna)).toContainText('Quentin Quast')
  await anna.keyboard.press('Escape')
  await expect(sameEmail(anna)).toBeHidden()
  await expect(field(form, 'Name')).toHaveValue('Quinn Quast')
  await form.getByRole('button', save).click()
  await sameEmail(anna).getByRole('button', { name: 'Save anyway' }).click()
  await expect(anna.getByRole('dialog', { name: 'Quinn Quast' })).toBeVisible()
})
