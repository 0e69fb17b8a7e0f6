import type { Browser, Page } from '@playwright/test'

import { expect, testAlone as test } from './fixtures'

/** What a manager has on the screen after a link was made. */
async function linkOn(page: Page): Promise<string> {
  const link = page.getByRole('textbox', { name: 'Link', exact: true })
  await expect(link).toHaveValue(/\/invitation#[\w-]{43}$/)
  return link.inputValue()
}

/** A browser of somebody who comes by a link. */
async function comeBy(browser: Browser, link: string, password: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(link)
  await page.getByRole('textbox', { name: 'New password' }).fill(password)
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  return page
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

async function act(page: Page, name: string, item: string) {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('a colleague is invited, and comes in by the link once', async ({ browser, signedInAs }) => {
  const mara = await signedInAs('Mara')
  await mara.getByRole('link', { name: 'Staff', exact: true }).click()
  await expect(mara.getByRole('textbox', { name: 'Name' })).toBeFocused()
  // Typed text is counted as such: it is put in without keys.
  await mara.keyboard.insertText('Zoe')
  await mara.keyboard.press('Tab')
  await mara.keyboard.insertText('Zoe@Hotel.Example')
  await mara.keyboard.press('Enter')
  const link = await linkOn(mara)
  await expect(row(mara, 'zoe@hotel.example')).toContainText('Invited')
  const zoe = await comeBy(browser, link, 'a long password')
  await expect(zoe.getByRole('button', { name: 'Zoe', exact: true })).toBeVisible()
  await expect(zoe.getByRole('heading', { name: 'Room plan' })).toBeVisible()
  expect(zoe.url()).not.toContain('#')
  await expect(row(mara, 'zoe@hotel.example')).toContainText('Open sessions: 1')

  const again = await comeBy(browser, link, 'another password')
  await expect(again.getByRole('alert')).toContainText('This link is not valid, or no longer')
  await Promise.all([zoe, again].map((page) => page.context().close()))
})

test('somebody who is closed is out at once, and comes back by a link', async ({ browser, signedInAs }) => {
  const [mara, ben] = [await signedInAs('Mara'), await signedInAs('Ben')]
  await expect(ben.getByRole('status')).toHaveText('Live: changes appear at once')
  await expect(ben.getByRole('link', { name: 'Staff', exact: true })).toHaveCount(0)
  await mara.getByRole('link', { name: 'Staff', exact: true }).click()
  await act(mara, 'Ben', 'Close account')
  const question = mara.getByRole('dialog', { name: 'Close the account of Ben?' })
  await question.getByRole('button', { name: 'Close account' }).click()
  await expect(row(mara, 'ben@demo.frontdesk')).toContainText('Closed')
  await expect(ben.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible()

  await act(mara, 'Ben', 'Reopen account')
  await expect(row(mara, 'ben@demo.frontdesk')).toContainText('Open')
  await act(mara, 'Ben', 'New link for the password')
  const came = await comeBy(browser, await linkOn(mara), 'a long password')
  await expect(came.getByRole('button', { name: 'Ben', exact: true })).toBeVisible()
  await act(mara, 'Ben', 'Sign out everywhere')
  await expect(came.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible()
  await came.context().close()

  await mara.getByRole('button', { name: 'What was done to accounts' }).click()
  const log = mara.getByRole('list', { name: 'What was done to accounts' })
  await expect(log).toContainText('Mara signed Ben out everywhere')
  await expect(log).toContainText('Ben used the link for Ben')
  await expect(log).toContainText('Mara closed the account of Ben')
})

test('of two managers the second is shown what the first did', async ({ browser, signedInAs }) => {
  const mara = await signedInAs('Mara')
  await mara.goto('/staff')
  await mara.getByRole('textbox', { name: 'Name' }).fill('Max')
  await mara.getByRole('textbox', { name: 'E-mail' }).fill('max@hotel.example')
  await mara.getByRole('combobox', { name: 'Role' }).selectOption('Manager')
  await mara.getByRole('button', { name: 'Make a link' }).click()
  const max = await comeBy(browser, await linkOn(mara), 'a long password')
  await max.getByRole('link', { name: 'Staff', exact: true }).click()

  await mara.getByRole('button', { name: 'Edit Anna' }).click()
  const edit = mara.getByRole('dialog', { name: 'Edit Anna' })
  await edit.getByRole('textbox', { name: 'Name' }).fill('Anna B.')
  await max.getByRole('button', { name: 'Edit Anna' }).click()
  await max.getByRole('dialog').getByRole('combobox', { name: 'Role' }).selectOption('Viewer')
  await max.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(row(max, 'anna@demo.frontdesk')).toContainText('Viewer')

  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit.getByRole('alert')).toContainText('Now it is Anna, anna@demo.frontdesk, Viewer.')
  await expect(edit.getByRole('textbox', { name: 'Name' })).toHaveValue('Anna B.')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(row(mara, 'Anna B.')).toContainText('Viewer')

  await mara.getByRole('button', { name: 'Edit Mara' }).click()
  await expect(mara.getByRole('dialog').getByRole('combobox', { name: 'Role' })).toHaveValue('MANAGER')
  await max.context().close()
})

test('the only manager is told why they have to stay one', async ({ server, signedInAs }) => {
  const mara = await signedInAs('Mara')
  await server.sql("UPDATE users SET role = 'DESK' WHERE role = 'MANAGER' AND name <> 'Mara'")
  await mara.goto('/staff')
  await act(mara, 'Mara', 'Close account')
  await mara.getByRole('dialog').getByRole('button', { name: 'Close account' }).click()
  await expect(mara.getByRole('alert')).toContainText('You are the only manager who can sign in.')
  await expect(row(mara, 'mara@demo.frontdesk')).toContainText('Open')
})

test('one changes the own password, and signs out elsewhere', async ({ signedInAs }) => {
  const [desk, telephone, home] = [
    await signedInAs('Vera'),
    await signedInAs('Vera'),
    await signedInAs('Vera'),
  ]
  await desk.getByRole('button', { name: 'Vera', exact: true }).click()
  await desk.getByRole('menuitem', { name: 'My account' }).click()
  const sessions = desk.getByRole('region', { name: 'Where you are signed in' })
  const ends = sessions.getByRole('button', { name: /^Sign out there/ })
  await expect(ends).toHaveCount(2)
  // The newest stands first.
  await ends.first().click()
  await expect(ends).toHaveCount(1)
  await expect(home.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible()

  const password = desk.getByRole('region', { name: 'Password', exact: true })
  await password.getByRole('textbox', { name: 'Current password' }).fill('wrong')
  await password.getByRole('textbox', { name: 'New password' }).fill('a long password')
  await password.getByRole('button', { name: 'Change password' }).click()
  await expect(password.getByRole('alert')).toHaveText('The current password is wrong.')
  await password.getByRole('textbox', { name: 'Current password' }).fill('frontdesk')
  await password.getByRole('button', { name: 'Change password' }).click()
  await expect(desk.getByText('The password is changed.')).toBeVisible()
  await expect(ends).toHaveCount(0)
  await expect(telephone.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible()
})
