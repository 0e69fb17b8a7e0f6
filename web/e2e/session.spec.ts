import type { Page } from '@playwright/test'

import { ask, field, makeBooking, openBooking, saved } from './desk'
import { expect, test } from './fixtures'

/** Anna's session ends under a half-typed note, without a click: as it does when its time is over. */
async function endedUnderAForm(anna: Page) {
  const booking = await makeBooking(anna)
  const form = await openBooking(anna, booking)
  await field(form, 'Notes').fill('half typed')
  await ask(anna, 'mutation { signOut { __typename } }')
  const ended = anna.getByRole('dialog', { name: 'Your session has ended' })
  await expect(ended).toBeVisible()
  return { booking, form, ended }
}

test('Anna stays signed in when she loads the page anew', async ({ signedInAs }) => {
  const page = await signedInAs('Anna')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Anna' })).toBeVisible()
  await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
  expect(await page.evaluate(() => document.cookie)).toBe('')
})

test('a wrong password is said so', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('E-mail').fill('anna@demo.frontdesk')
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong.')
})

test('a session that ends elsewhere is begun again on top of the page', async ({ signedInAs }) => {
  const page = await signedInAs('Anna')
  await page.getByRole('link', { name: 'Guests' }).click()
  await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')

  await ask(page, 'mutation { signOut { __typename } }')
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByRole('button', { name: 'Anna', exact: true }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Guests' })).toBeVisible()
  await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
})

test('Escape in the dialog of an ended session leaves the half-typed form as it is', async ({
  signedInAs,
}) => {
  const anna = await signedInAs('Anna')
  const { booking, form, ended } = await endedUnderAForm(anna)
  await field(ended, 'Password').press('Escape')
  await expect(ended.getByRole('textbox', { name: 'E-mail' })).toHaveValue('anna@demo.frontdesk')
  await expect(ended.getByRole('textbox', { name: 'E-mail' })).not.toBeEditable()
  await field(ended, 'Password').fill('frontdesk')
  await field(ended, 'Password').press('Enter')
  await expect(ended).toBeHidden()
  await expect(anna.getByRole('dialog')).toHaveCount(1)
  await expect(field(form, 'Notes')).toHaveValue('half typed')
  await form.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => saved(anna, booking, 'notes')).toBe('half typed')
})

test('somebody else signs in only after a word about what was typed', async ({ signedInAs }) => {
  const page = await signedInAs('Anna')
  const { form, ended } = await endedUnderAForm(page)
  await expect(ended.getByRole('button', { name: 'Ben', exact: true })).toBeHidden()
  await ended.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await expect(ended.getByRole('alert')).toContainText('Anna has typed something that is not saved')
  await ended.getByRole('button', { name: 'Back' }).click()
  await expect(ended.getByRole('textbox', { name: 'Password' })).toBeVisible()

  await ended.getByRole('button', { name: 'Sign in as somebody else' }).click()
  await ended.getByRole('button', { name: 'Discard it and go on' }).click()
  await page.getByRole('button', { name: 'Ben', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Room plan' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Ben', exact: true })).toBeVisible()
  await expect(form).toBeHidden()
})

test('signing out and leaving the page ask where something typed would be lost', async ({ signedInAs }) => {
  const anna = await signedInAs('Anna')
  await anna.getByRole('link', { name: 'Guests' }).click()
  await anna.getByRole('button', { name: 'New guest' }).click()
  const form = anna.getByRole('dialog', { name: 'New guest' })
  await field(form, 'Name').pressSequentially('Half ty')

  const asked = anna.waitForEvent('dialog')
  const reload = anna.reload().catch(() => undefined)
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await expect(field(form, 'Name')).toHaveValue('Half ty')
  void reload

  await anna.keyboard.press('Escape')
  await anna.getByRole('button', { name: 'Anna', exact: true }).click()
  await anna.getByRole('menuitem', { name: 'Sign out' }).click()
  const leaving = anna.getByRole('dialog', { name: 'Discard what you typed?' })
  await leaving.getByRole('button', { name: 'Keep editing' }).click()
  await anna.getByRole('button', { name: 'New guest' }).click()
  await expect(field(form, 'Name')).toHaveValue('Half ty')
  await form.getByRole('button', { name: 'Discard' }).click()
  await anna.keyboard.press('Escape')
  await anna.getByRole('button', { name: 'Anna', exact: true }).click()
  await anna.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(anna.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
})

test('Ben reads German', async ({ signedInAs }) => {
  const page = await signedInAs('Ben')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(page.getByRole('link', { name: 'Zimmerplan' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
})
