import type { Page } from '@playwright/test'

import { expect, testApart as test } from './fixtures'
import { Hotel } from './hotel'
import { Server } from './server'

test('two managers set at once: what collides is asked, and every page shows what came of it', async ({
  server,
  signedInAs,
}) => {
  const [mara, other, anna] = [await signedInAs('Mara'), await signedInAs('Mara'), await signedInAs('Anna')]
  for (const page of [mara, other]) {
    await page.getByRole('button', { name: 'Mara', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Hotel settings' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Hotel settings' })).toBeVisible()
  }
  await other.getByRole('textbox', { name: 'Name of the hotel' }).fill('Zum Adler')

  await mara.getByRole('textbox', { name: 'Name of the hotel' }).fill('Zur Post')
  await mara.getByLabel('Check-in from').fill('15:00')
  await mara.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(mara.getByText(/Last changed by Mara/)).toBeVisible()
  await expect(anna, 'who has the plan open').toHaveTitle('Room plan · Zur Post')

  // The other sees it beside what was typed, and decides when it is saved.
  await expect(other.getByLabel('Check-in from')).toHaveValue('15:00')
  await expect(other.getByRole('textbox', { name: 'Name of the hotel' })).toHaveValue('Zum Adler')
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = other.getByRole('dialog')
  await expect(dialog).toContainText('Zur Post')
  await dialog.getByRole('button', { name: 'Use all mine' }).click()
  await dialog.getByRole('button', { name: 'Save my choice' }).click()
  await expect(anna).toHaveTitle('Room plan · Zum Adler')

  const hotel = await Hotel.open(server.url)
  await hotel.booking(await hotel.room('Paper'), 0, 2)
  await anna.goto('/paper/cards')
  await expect(anna.getByRole('article').first()).toContainText('Zum Adler')
  await expect(anna.getByRole('article').first()).toContainText('Check-in from 15:00')
  await anna.goto('/paper/arrivals')
  await expect(anna.getByRole('main')).toContainText('Zum Adler')
})

test('what was set is set back, and only as long as nobody set the same since', async ({ signedInAs }) => {
  const [mara, other, anna] = [await signedInAs('Mara'), await signedInAs('Mara'), await signedInAs('Anna')]
  for (const page of [mara, other]) {
    await page.goto('/settings')
    await expect(page.getByRole('heading', { level: 1, name: 'Hotel settings' })).toBeVisible()
  }
  const name = (page: Page) => page.getByRole('textbox', { name: 'Name of the hotel' })
  const set = async (page: Page, called: string) => {
    await name(page).fill(called)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(anna).toHaveTitle(`Room plan · ${called}`)
  }
  const toast = (text: string) => mara.getByRole('alert').filter({ hasText: text })
  await set(mara, 'Zum Löwen')
  await set(mara, 'Zum Lachs')
  await toast('Saved: the hotel settings (Name of the hotel).')
    .getByRole('button', { name: 'Undo' })
    .last()
    .click()
  await expect(anna).toHaveTitle('Room plan · Zum Löwen')
  await expect(toast('Undone: the hotel settings.')).toBeVisible()
  await expect(name(mara)).toHaveValue('Zum Löwen')

  // A time that others set meanwhile stays.
  await mara.getByLabel('Check-out until').fill('10:30')
  await mara.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(toast('Saved: the hotel settings (Check-out until).')).toBeVisible()
  await other.getByLabel('Check-in from').fill('14:00')
  await other.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(mara.getByLabel('Check-in from')).toHaveValue('14:00')
  await mara.getByRole('heading', { level: 1 }).click()
  await mara.keyboard.press('Control+z')
  await expect(toast('Undone: the hotel settings.')).toBeVisible()
  await expect(mara.getByLabel('Check-out until')).toHaveValue('')
  await expect(mara.getByLabel('Check-in from')).toHaveValue('14:00')

  await set(mara, 'Zum Hirsch')
  await expect(name(other)).toHaveValue('Zum Hirsch')
  await set(other, 'Zum Bären')
  await mara.getByRole('heading', { level: 1 }).click()
  await mara.keyboard.press('Control+z')
  await expect(toast('Not undone: the hotel settings.')).toContainText('Somebody changed the settings')
  await expect(anna).toHaveTitle('Room plan · Zum Bären')
})

test('what the operator fixed is shown as fixed', async ({ page }) => {
  const server = await Server.start('--currency', 'CHF')
  try {
    await page.goto(server.url)
    await page.getByRole('button', { name: 'Mara', exact: true }).click()
    await page.getByRole('navigation').waitFor()
    await page.goto(`${server.url}/settings`)
    const currency = page.getByRole('combobox', { name: 'Currency' })
    await expect(currency).toHaveValue('CHF')
    await expect(currency).not.toBeEditable()
    await expect(page.getByText('Fixed by whoever runs the server.')).toHaveCount(1)
  } finally {
    // Its socket would tell that the server is gone.
    await page.close()
    await server.stop()
  }
})

test('who changed what is told in sentences, newest first, and leads to the history', async ({
  server,
  signedInAs,
}) => {
  const [mara, anna] = [await signedInAs('Mara'), await signedInAs('Anna')]
  await mara.goto('/activity')
  const list = mara.getByRole('list', { name: 'Activity' })
  await expect(list.getByRole('listitem').first()).toBeVisible()

  const hotel = await Hotel.open(server.url)
  const { reference, guest } = await hotel.booking(await hotel.room('Told'), 3, 5)
  const newest = list.getByRole('listitem').first()
  await expect(newest, 'it appears by itself').toContainText(`Mara made a booking for ${guest}`)
  await expect(list.getByRole('listitem').nth(1)).toContainText('Mara made room Told')

  await mara.getByRole('combobox', { name: 'What', exact: true }).click()
  await mara.getByRole('option', { name: 'Rooms' }).click()
  await expect(newest).toContainText('Mara made room Told')
  await mara.getByRole('combobox', { name: 'Person', exact: true }).click()
  await expect(mara.getByRole('option', { name: 'Mara' })).toBeVisible()
  await mara.getByRole('option', { name: 'Mara' }).click()
  await expect(newest).toContainText('Mara made room Told')
  await newest.getByRole('link').click()
  await expect(mara.getByRole('dialog')).toContainText('created it')

  await anna.goto('/activity')
  await expect(anna.getByText('Your role does not allow this.')).toBeVisible()
  expect(reference).toMatch(/^B-/)
})
