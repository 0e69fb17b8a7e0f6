import type { Page } from '@playwright/test'

import { ask, field } from './desk'
import { expect, test } from './fixtures'
import { changeGuest as change, makeGuest, openGuest, savedGuest as saved } from './guests'

async function aRoom(page: Page): Promise<{ id: string }> {
  const { rooms } = await ask<{ rooms: { nodes: { id: string }[] } }>(
    page,
    '{ rooms(first: 1) { nodes { id } } }',
  )
  const [room] = rooms.nodes
  if (!room) throw new Error('the demo hotel has no room')
  return room
}

const save = { name: 'Save', exact: true } as const

test('a guest is found, opened and changed', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const guest = await makeGuest(anna, 'Greta Garbe')
  await anna.getByRole('link', { name: 'Guests' }).click()
  const table = anna.getByRole('table', { name: 'Guests' })
  await expect(table.getByRole('row')).not.toHaveCount(2)
  await anna.getByRole('searchbox', { name: 'Name, e-mail or telephone' }).fill('greta garb')
  await expect(table.getByRole('row')).toHaveCount(2)
  await table.getByRole('link', { name: 'Greta Garbe' }).click()

  const dialog = anna.getByRole('dialog', { name: 'Greta Garbe' })
  await field(dialog, 'Telephone').fill('+49 30 123')
  await field(dialog, 'Telephone').press('Enter')
  await expect.poll(() => saved(anna, guest, 'phone')).toBe('+49 30 123')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(dialog).toBeHidden()
  await expect(table.getByRole('row', { name: 'Greta Garbe +49 30 123' })).toBeVisible()

  await anna.getByRole('searchbox', { name: 'Name, e-mail or telephone' }).fill('')
  await expect(table.getByRole('row')).not.toHaveCount(2)
})

test('what Anna changes of a guest, Ben sees in his list and in his open dialog', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const guest = await makeGuest(anna, 'Hanna Hort')
  await ben.goto('/guests')
  await ben.getByRole('searchbox', { name: 'Name, e-mail or telephone' }).fill('Hort')
  const table = ben.getByRole('table', { name: 'Guests' })
  await expect(table.getByRole('row')).toHaveCount(2)

  const annas = await openGuest(anna, guest)
  await field(annas, 'E-mail').fill('hanna@example.com')
  await annas.getByRole('button', save).click()
  await expect(table.getByRole('row', { name: 'Hanna Hort hanna@example.com' })).toBeVisible()

  await table.getByRole('link', { name: 'Hanna Hort' }).click()
  const bens = ben.getByRole('dialog')
  await field(bens, 'Notes').fill('likes the third floor')
  await field(annas, 'Name').fill('Hanna Horten')
  await field(annas, 'Name').press('Enter')
  await expect(bens).toHaveAccessibleName('Hanna Horten')
  await expect(field(bens, 'Name')).toHaveValue('Hanna Horten')
  await expect(field(bens, 'Notes')).toHaveValue('likes the third floor')
  await bens.getByRole('button', save).click()
  await expect.poll(() => saved(ben, guest, 'notes')).toBe('likes the third floor')
  expect(await saved(ben, guest, 'name')).toBe('Hanna Horten')
})

test('one field that both change is decided in the conflict dialog', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const guest = await makeGuest(anna, 'Ida Igel', ', phone: "1"')
  const dialog = await openGuest(ben, guest)
  await field(dialog, 'Telephone').fill('3')
  await change(anna, guest, 'phone: "2"')
  const beside = dialog.getByRole('group', { name: 'What others did to Telephone' })
  await expect(beside).toContainText('Anna changed this to 2')
  await dialog.getByRole('button', save).click()

  const conflict = ben.getByRole('dialog', { name: 'Anna changed Ida Igel too' })
  const phone = conflict.getByRole('radiogroup', { name: 'Telephone' })
  await expect(phone).toContainText('Before1')
  await phone.getByRole('radio', { name: 'Use mine' }).click()
  await conflict.getByRole('button', { name: 'Save my choice' }).click()
  await expect(conflict).toBeHidden()
  await expect.poll(() => saved(ben, guest, 'phone')).toBe('3')
})

test('a new guest is in everybody’s list, and the next new one begins empty', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  await ben.goto('/guests')
  await ben.getByRole('searchbox', { name: 'Name, e-mail or telephone' }).fill('Jana Jung')
  await expect(ben.getByText('Nothing found')).toBeVisible()

  await anna.goto('/guests')
  await anna.getByRole('button', { name: 'New guest' }).click()
  const form = anna.getByRole('dialog', { name: 'New guest' })
  await field(form, 'Name').fill('Jana Jung')
  await form.getByRole('button', save).click()
  const dialog = anna.getByRole('dialog', { name: 'Jana Jung' })
  await expect(dialog).toBeVisible()
  await expect(ben.getByRole('link', { name: 'Jana Jung' })).toBeVisible()

  await dialog.getByRole('button', { name: 'Close' }).click()
  await anna.getByRole('button', { name: 'New guest' }).click()
  await expect(field(form, 'Name')).toHaveValue('')
})

test('a guest whom no booking names is deleted', async ({ signedInAs }) => {
  const [anna, ben] = [await signedInAs('Anna'), await signedInAs('Ben')]
  const guest = await makeGuest(anna, 'Karl Kurz')
  await ben.goto('/guests')
  await ben.getByRole('searchbox', { name: 'Name, e-mail or telephone' }).fill('Karl Kurz')
  await expect(ben.getByRole('link', { name: 'Karl Kurz' })).toBeVisible()

  const dialog = await openGuest(anna, guest)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  const question = anna.getByRole('dialog', { name: 'Delete Karl Kurz?' })
  await question.getByRole('button', { name: 'Delete' }).click()
  await expect(dialog).toBeHidden()
  await expect(ben.getByText('Nothing found')).toBeVisible()
  expect(await saved(anna, guest, 'name')).toBeUndefined()
})

test('Ben reads in German what is wrong, and why something is not done', async ({ signedInAs }) => {
  const ben = await signedInAs('Ben')
  const guest = await makeGuest(ben, 'Mia Moor')
  await ask(
    ben,
    `mutation { createBooking(input: { guestId: "${guest.id}", roomId: "${(await aRoom(ben)).id}", status: INQUIRY,
      checkIn: "2036-01-01", checkOut: "2036-01-02" }) { __typename } }`,
  )
  await ben.getByRole('button', { name: 'Language' }).click()
  await ben.getByRole('menuitem', { name: 'Deutsch' }).click()
  const dialog = await openGuest(ben, guest)
  await field(dialog, 'E-Mail').fill('mia')
  await dialog.getByRole('button', { name: 'Speichern' }).click()
  await expect(field(dialog, 'E-Mail')).toHaveAccessibleDescription('ist keine E-Mail-Adresse')
  await expect(dialog.getByRole('alert')).toHaveText(
    'Etwas fehlt oder stimmt nicht: Es steht bei den Feldern.',
  )
  await dialog.getByRole('button', { name: 'Löschen' }).click()
  const question = ben.getByRole('dialog', { name: 'Mia Moor löschen?' })
  await question.getByRole('button', { name: 'Löschen' }).click()
  await expect(question.getByRole('alert')).toHaveText('Eine Buchung nennt diesen Gast.')
})

test('Escape is for the dialog on top only, down to the half-typed one', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  const dialog = await openGuest(anna, await makeGuest(anna, 'Lea Lind'))
  await field(dialog, 'Notes').fill('half ty')
  await anna.keyboard.press('Escape')
  const question = anna.getByRole('dialog', { name: 'Discard what you typed?' })
  await expect(question).toBeVisible()
  await anna.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await expect(field(dialog, 'Notes')).toHaveValue('half ty')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  const deletion = anna.getByRole('dialog', { name: 'Delete Lea Lind?' })
  await expect(deletion).toBeVisible()
  await anna.keyboard.press('Escape')
  await expect(deletion).toBeHidden()
  await expect(question).toBeHidden()
  await expect(field(dialog, 'Notes')).toHaveValue('half ty')
})
