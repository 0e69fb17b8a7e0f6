import { expect, test } from './fixtures'
import { Server } from './server'

test('an empty house is led to its first booking', async ({ page }) => {
  // A whole day, with a server and a database of its own.
  test.setTimeout(180_000)
  const server = await Server.empty('mara@example.com', 'Mara', 'a long password')
  try {
    await page.goto(server.url)
    await page.getByLabel('E-mail').fill('mara@example.com')
    await page.getByRole('textbox', { name: 'Password' }).fill('a long password')
    await page.getByRole('button', { name: 'Sign in' }).click()

    const first = page.getByRole('region', { name: 'Welcome to your new hotel' })
    await expect(first).toBeVisible()
    await first.getByRole('link', { name: /Give the hotel its name/ }).click()
    await page.getByRole('textbox', { name: 'Name of the hotel' }).fill('Zur Post')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page).toHaveTitle('Hotel settings · Zur Post')

    await page.getByRole('link', { name: 'Room plan' }).click()
    await expect(first.getByRole('listitem').first()).toContainText('done')
    await first.getByRole('link', { name: /Enter the rooms/ }).click()
    const several = page.getByRole('dialog', { name: 'Several rooms at once' })
    await several.getByLabel('Rooms', { exact: true }).fill('101–120, Lake house')
    await several.getByLabel('Type').fill('Double')
    await several.getByLabel('Rate a night').fill('95')
    await expect(several).toContainText('21 rooms to make')
    await several.getByRole('button', { name: 'Make these rooms' }).click()
    await expect(page.getByText('Rooms made: 21.')).toBeVisible()
    await expect(page.getByRole('link', { name: '120', exact: true })).toBeVisible()

    // The same once more: none of them.
    await page.getByRole('button', { name: 'Several rooms' }).click()
    await several.getByLabel('Rooms', { exact: true }).fill('120-121')
    await expect(several).toContainText('120: is there already')
    await expect(several.getByRole('button', { name: 'Make these rooms' })).toBeDisabled()
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: 'Room plan' }).click()
    await first.getByRole('link', { name: 'Make the first booking' }).click()
    const dialog = page.getByRole('dialog', { name: 'New booking' })
    await expect(dialog).toBeVisible()
    await dialog.getByRole('combobox', { name: 'Guest' }).fill('Wanda Wolf')
    await page.getByRole('option', { name: 'New guest: Wanda Wolf' }).click()
    await dialog.getByRole('combobox', { name: 'Room' }).click()
    await page.getByRole('option').first().click()
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('link', { name: 'Room plan' }).click({ force: true })
    await expect(first, 'it goes by itself').toBeHidden()
  } finally {
    // Its socket would tell that the server is gone.
    await page.close()
    await server.stop()
  }
})
