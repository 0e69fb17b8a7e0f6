import { expect, test } from './fixtures'

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
  await expect(page.getByRole('alert')).toBeVisible()
})

test('a session that ends elsewhere is begun again on top of the page', async ({ signedInAs }) => {
  const page = await signedInAs('Anna')
  await page.getByRole('link', { name: 'Guests' }).click()
  await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')

  await page.evaluate(() =>
    fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'mutation { signOut { __typename } }' }),
    }),
  )
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByRole('button', { name: 'Anna', exact: true }).click()

  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Guests' })).toBeVisible()
  await expect(page.getByRole('status')).toHaveText('Live: changes appear at once')
})

test('Ben reads German', async ({ signedInAs }) => {
  const page = await signedInAs('Ben')
  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await expect(page.getByRole('link', { name: 'Zimmerplan' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
})
